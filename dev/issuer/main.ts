// `node dev/issuer/main.ts <port> <the app's origin>`, as the stack starts it.
import { startIssuer } from './startIssuer.ts'

const [port = '0', appOrigin = ''] = process.argv.slice(2)
const issuer = await startIssuer({ port: Number(port), appOrigin })
console.log(`Listening on ${issuer.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void issuer.stop())
