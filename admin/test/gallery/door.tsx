import { PasskeyNotAllowedError } from 'sparekey'
import type { EnrolmentLinkJson, OperatorJson } from 'sparekey/admin-schema'
import { ApiError } from '../../../web/src/apiErrors.ts'
import { FailedPage } from '../../../web/src/routes/failed.tsx'
import { NotFoundPage } from '../../../web/src/routes/notFound.tsx'
import { Enrol, type EnrolProps } from '../../src/screens/Enrol.tsx'
import { SignIn, type SignInProps } from '../../src/screens/SignIn.tsx'
import { ignore, inHours, onTheWay, there } from './common.tsx'

const door: SignInProps = {
  onSignIn: ignore,
  isBusy: false,
  error: undefined,
  obstacle: undefined,
  hasEnded: false,
}
const first: EnrolmentLinkJson = { name: null, role: 'admin', expiresAt: inHours(0.9) }
const enrol: EnrolProps = {
  hasLink: true,
  link: there(first),
  typed: 'Mira Olsen',
  onType: ignore,
  onEnrol: ignore,
  isBusy: false,
  error: undefined,
  obstacle: undefined,
  enrolled: undefined,
}
const waiting: OperatorJson = {
  id: 'b',
  name: 'Jonas Weber',
  role: null,
  fingerprint: 'anchor velvet tulip mosaic harbor pencil',
  createdAt: inHours(0),
  lastSeenAt: null,
}
const gone = new ApiError({
  type: 'about:blank',
  status: 409,
  code: 'link_gone',
  title: 'Link used up',
  detail: 'This link was used, or is older than an hour. Ask for another one.',
})

export const doorFixtures = {
  'sign-in': () => <SignIn {...door} />,
  'sign-in-busy': () => <SignIn {...door} isBusy />,
  'sign-in-declined': () => <SignIn {...door} error={new PasskeyNotAllowedError()} />,
  'sign-in-ended': () => <SignIn {...door} hasEnded />,
  'sign-in-unsupported': () => <SignIn {...door} obstacle="unsupported" />,
  enrol: () => <Enrol {...enrol} />,
  'enrol-invited': () => (
    <Enrol {...enrol} link={there({ ...first, name: 'Jonas Weber', role: 'support' })} />
  ),
  'enrol-loading': () => <Enrol {...enrol} link={onTheWay} />,
  'enrol-gone': () => <Enrol {...enrol} link={{ data: undefined, error: gone, retry: ignore }} />,
  'enrol-incomplete': () => <Enrol {...enrol} hasLink={false} />,
  'enrol-waiting': () => <Enrol {...enrol} enrolled={waiting} />,
  'not-found': () => <NotFoundPage />,
  failed: () => <FailedPage error={new Error('a defect')} />,
}
