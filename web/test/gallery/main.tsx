// The pure screens from fixtures, one per address: /gallery.html?screen=welcome. For development and for pictures only.
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { rememberNetworks } from '../../src/networkNames.ts'
import '../../src/styles.css'
import { accountFixtures } from './account.tsx'
import { componentFixtures } from './components.tsx'
import { contactFixtures } from './contacts.tsx'
import { recoveryFixtures } from './recovery.tsx'
import { recoveryByEmailFixtures } from './recoveryByEmail.tsx'
import { settingsFixtures } from './settings.tsx'
import { setupFixtures } from './setup.tsx'
import { welcomeFixtures } from './welcome.tsx'

// What the fixtures' failures are about.
rememberNetworks([
  { chainId: 2, name: 'Arbitrum' },
  { chainId: 8453, name: 'Base' },
])

const screens: Record<string, () => React.ReactNode> = {
  ...welcomeFixtures,
  ...accountFixtures,
  ...settingsFixtures,
  ...setupFixtures,
  ...contactFixtures,
  ...recoveryFixtures,
  ...recoveryByEmailFixtures,
  ...componentFixtures,
}
const name = new URLSearchParams(window.location.search).get('screen') ?? ''
const root = document.getElementById('app')
if (root) createRoot(root).render(<Gallery screen={screens[name]} />)

function Gallery({ screen }: { readonly screen: (() => React.ReactNode) | undefined }) {
  const routeTree = createRootRoute({ component: screen ?? List, notFoundComponent: screen ?? List })
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: ['/'] }) })
  // Links of the app are typed by its own routes; here they lead nowhere.
  return <RouterProvider router={router as never} />
}

function List() {
  return (
    <main>
      <h1>Gallery</h1>
      <ul data-screens={JSON.stringify(Object.keys(screens))}>
        {Object.keys(screens).map((name) => (
          <li key={name}>
            <a href={`?screen=${name}`}>{name}</a>
          </li>
        ))}
      </ul>
    </main>
  )
}
