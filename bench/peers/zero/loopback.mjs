// Imported into zero-cache before its own code: it listens on all addresses, has no setting for that, and a machine
// that measures is not to be open to its network meanwhile.
import { Server } from 'node:net'

const listen = Server.prototype.listen

/** @this {Server} @param {any[]} args */
Server.prototype.listen = function listenOnLoopback(...args) {
  const [first, ...rest] = args
  const isAddress = typeof first === 'object' && first !== null && 'port' in first
  return Reflect.apply(listen, this, isAddress ? [{ ...first, host: '127.0.0.1' }, ...rest] : args)
}
