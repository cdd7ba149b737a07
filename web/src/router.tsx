// The route table. Each page is a chunk of its own, so that the first one stays small; that one comes with the table itself,
// because a second journey would be a third of the time until it can be used.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router'
import { recoverSearch } from './recovery/search.ts'
import { FailedPage } from './routes/failed.tsx'
import WelcomeRoute from './routes/index.tsx'
import { NotFoundPage } from './routes/notFound.tsx'
import { setupSearch } from './setup/search.ts'

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: FailedPage })
const at = { getParentRoute: () => root }

const routeTree = root.addChildren([
  createRoute({ ...at, path: '/', component: WelcomeRoute }),
  createRoute({
    ...at,
    path: '/account',
    component: lazyRouteComponent(() => import('./routes/account.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/setup',
    validateSearch: setupSearch,
    component: lazyRouteComponent(() => import('./routes/account.setup.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/passkeys',
    validateSearch: (search): { add?: true } => (search['add'] === true ? { add: true } : {}),
    component: lazyRouteComponent(() => import('./routes/account.passkeys.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/passkeys/new',
    component: lazyRouteComponent(() => import('./routes/account.newPasskey.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/guardians',
    component: lazyRouteComponent(() => import('./routes/account.guardians.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/networks',
    component: lazyRouteComponent(() => import('./routes/account.networks.tsx')),
  }),
  createRoute({
    ...at,
    path: '/account/contacts',
    validateSearch: (search): { add?: true } => (search['add'] === true ? { add: true } : {}),
    component: lazyRouteComponent(() => import('./routes/account.contacts.tsx')),
  }),
  createRoute({
    ...at,
    path: '/unsubscribe',
    component: lazyRouteComponent(() => import('./routes/unsubscribe.tsx')),
  }),
  createRoute({
    ...at,
    path: '/recover',
    validateSearch: recoverSearch,
    component: lazyRouteComponent(() => import('./routes/recover.tsx')),
  }),
  createRoute({
    ...at,
    path: '/request/$hash',
    component: lazyRouteComponent(() => import('./routes/request.$hash.tsx')),
  }),
  createRoute({
    ...at,
    path: '/invite/$id',
    component: lazyRouteComponent(() => import('./routes/invite.$id.tsx')),
  }),
  createRoute({
    ...at,
    path: '/guarding',
    component: lazyRouteComponent(() => import('./routes/guarding.tsx')),
  }),
  createRoute({
    ...at,
    path: '/sign-in/callback',
    component: lazyRouteComponent(() => import('./routes/sign-in.callback.tsx')),
  }),
  createRoute({
    ...at,
    path: '/object/$hash',
    component: lazyRouteComponent(() => import('./routes/object.$hash.tsx')),
  }),
])

/** The app's router. @param history where pages are kept; the address bar by default */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({ routeTree, defaultPreload: 'intent', ...(history && { history }) })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
