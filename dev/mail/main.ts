// `node dev/mail/main.ts <port of the inbox> <port of the mail server> <folder>`, as the stack starts it.
import { startMail } from './startMail.ts'

const [port = '0', smtpPort = '0', folder = 'mail'] = process.argv.slice(2)
const mail = await startMail({ port: Number(port), smtpPort: Number(smtpPort), folder })
console.log(`SMTP at 127.0.0.1:${mail.smtpPort}`)
console.log(`Listening on http://mail.localhost:${mail.port}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void mail.stop())
