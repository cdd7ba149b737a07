import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Everything is a file of the dashboard's own origin, as in the web app: nothing inline, no data: addresses, no polyfill that
// would be injected. Its looks come from there too.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: '../web/public',
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
})
