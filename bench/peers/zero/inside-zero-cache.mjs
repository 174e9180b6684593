// Imported into each process of zero-cache before its own code.
import { Server } from 'node:net'

const LOOK_EVERY_MS = 1_000

// It listens on all addresses and has no setting for that; a machine that measures is not to be open to its network.
const listen = Reflect.get(Server.prototype, 'listen')
Reflect.set(Server.prototype, 'listen', listenOnLoopback)

// It has a process group of its own, so it would outlive a bench that is killed.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit(1)
}, LOOK_EVERY_MS).unref()

/**
 * @this {Server}
 * @param {unknown[]} args
 */
function listenOnLoopback(...args) {
  const [first, ...rest] = args
  const isAddress = typeof first === 'object' && first !== null && 'port' in first
  return Reflect.apply(listen, this, isAddress ? [{ ...first, host: '127.0.0.1' }, ...rest] : args)
}
