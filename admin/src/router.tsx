// The route table. Each page is a chunk of its own; the overview, which is opened first, comes with the table.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router'
import { FailedPage } from '../../web/src/routes/failed.tsx'
import { NotFoundPage } from '../../web/src/routes/notFound.tsx'
import OverviewRoute from './routes/index.tsx'
import { accountsSearch, auditSearch, mailsSearch, queueSearch } from './search.ts'

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: FailedPage })
const at = { getParentRoute: () => root }

const routeTree = root.addChildren([
  createRoute({ ...at, path: '/', component: OverviewRoute }),
  createRoute({
    ...at,
    path: '/enrol',
    component: lazyRouteComponent(() => import('./routes/enrol.tsx')),
  }),
  createRoute({
    ...at,
    path: '/recoveries',
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import('./routes/recoveries.tsx')),
  }),
  createRoute({
    ...at,
    path: '/accounts',
    validateSearch: accountsSearch,
    component: lazyRouteComponent(() => import('./routes/accounts.tsx')),
  }),
  createRoute({
    ...at,
    path: '/accounts/$address',
    component: lazyRouteComponent(() => import('./routes/accounts.$address.tsx')),
  }),
  createRoute({
    ...at,
    path: '/mail',
    validateSearch: mailsSearch,
    component: lazyRouteComponent(() => import('./routes/mail.tsx')),
  }),
  createRoute({
    ...at,
    path: '/proposals',
    component: lazyRouteComponent(() => import('./routes/proposals.tsx')),
  }),
  createRoute({
    ...at,
    path: '/settings',
    component: lazyRouteComponent(() => import('./routes/settings.tsx')),
  }),
  createRoute({
    ...at,
    path: '/operators',
    component: lazyRouteComponent(() => import('./routes/operators.tsx')),
  }),
  createRoute({
    ...at,
    path: '/webhook',
    component: lazyRouteComponent(() => import('./routes/webhook.tsx')),
  }),
  createRoute({
    ...at,
    path: '/audit',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('./routes/audit.tsx')),
  }),
])

/** The dashboard's router. @param history where pages are kept; the address bar by default */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({ routeTree, defaultPreload: 'intent', ...(history && { history }) })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
