import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { createQueryClient } from './queryClient.ts'
import { createAppRouter } from './router.tsx'
import { followOtherTabs } from './session.ts'
import './styles.css'

const root = document.getElementById('app')
if (root) void start(createRoot(root))

/** The route is known before anything is drawn, so that nothing is drawn twice. */
async function start(view: Root): Promise<void> {
  const router = createAppRouter()
  await router.load()
  const queryClient = createQueryClient()
  followOtherTabs(queryClient)
  view.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
