// Loaded into the bundler's process before its own code (`node --import`): the bundler would listen on all interfaces,
// where anybody in the same network could spend the local keys, and does not say on which port. It stays unchanged and
// separate otherwise (GPL-3.0: started, never imported).
import { type AddressInfo, type ListenOptions, Server } from 'node:net'

const listen = Server.prototype.listen

Server.prototype.listen = function (this: Server, options: ListenOptions, ...rest: never[]) {
  this.once('listening', () => {
    const { address, port } = this.address() as AddressInfo
    process.stdout.write(`Listening on ${address}:${port}\n`)
  })
  return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.1' }, ...rest])
} as typeof listen
