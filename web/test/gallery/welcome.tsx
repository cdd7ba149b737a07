import { PasskeyNotAllowedError } from 'sparekey'
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
  unfinished: undefined,
}
const cyrillic = {
  problem:
    '“а” is not possible: it could be mistaken for another letter. Use only a to z, digits and hyphens.',
}

export const welcomeFixtures = {
  welcome: () => <Welcome {...empty} />,
  'welcome-free': () => <Welcome {...empty} name="alice" nameState="free" />,
  'welcome-taken': () => <Welcome {...empty} name="alice" nameState="taken" />,
  'welcome-look-alike': () => <Welcome {...empty} name="аlice" nameState={cyrillic} />,
  'welcome-busy': () => <Welcome {...empty} name="alice" nameState="free" busy="create" />,
  'welcome-cancelled': () => <Welcome {...empty} busy={undefined} error={new PasskeyNotAllowedError()} />,
  'welcome-unsupported': () => <Welcome {...empty} obstacle="in-app-browser" />,
  'welcome-unfinished': () => (
    <Welcome {...empty} unfinished={{ name: 'alice', onFinish: ignore, onDrop: ignore }} />
  ),
  'not-found': () => <NotFoundPage />,
  failed: () => <FailedPage error={new Error('a defect')} />,
}
