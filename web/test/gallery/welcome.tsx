import { PasskeyNotAllowedError } from 'sparekey'
import { ApiError } from '../../src/apiErrors.ts'
import { FailedPage } from '../../src/routes/failed.tsx'
import { NotFoundPage } from '../../src/routes/notFound.tsx'
import { Welcome, type WelcomeProps } from '../../src/screens/Welcome.tsx'

const ignore = () => undefined
const empty: WelcomeProps = {
  name: '',
  nameState: 'empty',
  onName: ignore,
  onCreate: ignore,
  onSignIn: ignore,
  busy: undefined,
  error: undefined,
  obstacle: undefined,
  which: undefined,
  unfinished: undefined,
}
const cyrillic = {
  problem:
    '“а” is not possible: it could be mistaken for another letter. Use only a to z, digits and hyphens.',
}

const ambiguous = {
  type: 'about:blank',
  status: 409,
  code: 'account_ambiguous',
  title: 'Several accounts',
  detail: 'This passkey owns several accounts on the networks. Say which one by its address.',
}

export const welcomeFixtures = {
  welcome: () => <Welcome {...empty} />,
  'welcome-free': () => <Welcome {...empty} name="alice" nameState="free" />,
  'welcome-taken': () => <Welcome {...empty} name="alice" nameState="taken" />,
  'welcome-look-alike': () => <Welcome {...empty} name="аlice" nameState={cyrillic} />,
  'welcome-busy': () => <Welcome {...empty} name="alice" nameState="free" busy="create" />,
  'welcome-cancelled': () => <Welcome {...empty} busy={undefined} error={new PasskeyNotAllowedError()} />,
  'welcome-no-storage': () => <Welcome {...empty} obstacle="no-storage" />,
  'welcome-unsupported': () => <Welcome {...empty} obstacle="in-app-browser" />,
  'welcome-several-accounts': () => (
    <Welcome
      {...empty}
      error={new ApiError(ambiguous)}
      which={{
        address: '0x8ba1f109',
        onAddress: ignore,
        problem: 'An address is 0x and 40 more letters and digits.',
      }}
    />
  ),
  'welcome-unfinished': () => (
    <Welcome {...empty} unfinished={{ name: 'alice', onFinish: ignore, onDrop: ignore }} />
  ),
  'not-found': () => <NotFoundPage />,
  failed: () => <FailedPage error={new Error('a defect')} />,
}
