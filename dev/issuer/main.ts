// `node dev/issuer/main.ts <port> <the app's origin> <file for keys>`, as the stack starts it.
import { startIssuer } from './startIssuer.ts'

const [port = '0', appOrigin = '', keysFile = ''] = process.argv.slice(2)
const issuer = await startIssuer({ port: Number(port), appOrigin, keysFile })
console.log(`Listening on ${issuer.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void issuer.stop())
