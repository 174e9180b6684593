import { vi } from 'vitest'

const traps = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'addEventListener',
  'BroadcastChannel',
] as const

/**
 * What importing a module does to the world: the timers, requests, sockets and listeners that it starts,
 * and the globals and handlers of the process that it adds. Nothing, for a module without side effects.
 */
export async function importEffects(load: () => Promise<unknown>): Promise<readonly string[]> {
  const effects: string[] = []
  // Once before: what the module depends on (React, TanStack Query, supabase-js) is not ours.
  await load()
  vi.resetModules()
  const handlers = process.eventNames().length
  const globals = new Set([...Reflect.ownKeys(globalThis), ...traps])
  for (const name of traps) vi.stubGlobal(name, () => effects.push(name))
  try {
    await load()
  } finally {
    vi.unstubAllGlobals()
  }
  for (const name of Reflect.ownKeys(globalThis))
    if (!globals.has(name)) effects.push(`global ${String(name)}`)
  if (process.eventNames().length !== handlers) effects.push('a handler of the process')
  return effects
}
