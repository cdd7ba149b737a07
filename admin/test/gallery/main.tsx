// The dashboard's screens from fixtures, one per address: /gallery.html?screen=overview. For development and for pictures only.
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import '../../src/styles.css'
import { accountFixtures } from './account.tsx'
import { doorFixtures } from './door.tsx'
import { listFixtures } from './lists.tsx'
import { operatorFixtures } from './operators.tsx'
import { overviewFixtures } from './overview.tsx'
import { settingsFixtures } from './settings.tsx'

const screens: Record<string, () => React.ReactNode> = {
  ...doorFixtures,
  ...overviewFixtures,
  ...listFixtures,
  ...accountFixtures,
  ...settingsFixtures,
  ...operatorFixtures,
}
const name = new URLSearchParams(window.location.search).get('screen') ?? ''
const root = document.getElementById('app')
if (root) createRoot(root).render(<Gallery screen={screens[name]} />)

function Gallery({ screen }: { readonly screen: (() => React.ReactNode) | undefined }) {
  const routeTree = createRootRoute({ component: screen ?? List, notFoundComponent: screen ?? List })
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [pathOf(name)] }) })
  // Links of the dashboard are typed by its own routes; here they lead nowhere.
  return <RouterProvider router={router as never} />
}

/** Where the screen would be, so that its place is marked. */
function pathOf(screen: string): string {
  const [first = ''] = screen.split('-')
  if (first === 'overview') return '/'
  return first === 'account' ? '/accounts' : `/${first}`
}

function List() {
  return (
    <main>
      <h1>Gallery of the dashboard</h1>
      <ul data-screens={JSON.stringify(Object.keys(screens))}>
        {Object.keys(screens).map((each) => (
          <li key={each}>
            <a href={`?screen=${each}`}>{each}</a>
          </li>
        ))}
      </ul>
    </main>
  )
}
