// The OpenAPI document of all endpoints, and a page that shows it with nothing loaded from elsewhere.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { App } from './app.ts'
import type { Endpoint } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { openApiDocument } from './openApi.ts'
import { staticFiles } from './staticFiles.ts'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sparekey API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#page', validatorUrl: null, supportedSubmitMethods: [] })\n`

/** Adds GET /api/openapi.json and the page GET /api/docs. */
export function docsRoutes(app: App, endpoints: readonly Endpoint[]): void {
  const document = JSON.stringify(openApiDocument(endpoints))
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const files = staticFiles(folder, ['swagger-ui.css', 'swagger-ui-bundle.js'])
  const send = (body: string, type: string) =>
    new Response(body, { headers: { 'Content-Type': type, 'Cache-Control': 'no-cache' } })
  app.get('/api/openapi.json', () => send(document, 'application/json'))
  app.get('/api/docs', () => send(PAGE, 'text/html; charset=utf-8'))
  app.get('/api/docs/start.js', () => send(START, 'text/javascript; charset=utf-8'))
  app.get('/api/docs/:file{swagger-ui[.a-z-]+}', (http) => {
    const url = new URL(http.req.url)
    url.pathname = `/${http.req.param('file')}`
    const file = files(new Request(url, { headers: http.req.raw.headers }))
    if (!file) throw new Refusal('not_found')
    return file
  })
}
