import { vi } from 'vitest'

/** What a program shares with the modules it imports: the globals and the methods of the console. */
const shared = (): ReadonlyMap<string, unknown> => {
  const globals = Object.entries(Object.getOwnPropertyDescriptors(globalThis))
  const methods = Object.entries(console)
  return new Map([
    ...globals.map(([name, { value }]) => [name, value as unknown] as const),
    ...methods,
  ])
}

/** What loading modules does to everybody else: the globals it changed, the timers it started. */
export async function sideEffectsOf(load: () => Promise<unknown>): Promise<readonly string[]> {
  const timers = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'setInterval')]
  const before = shared()
  await load()
  const after = shared()
  const started = timers.flatMap(({ mock }) => mock.calls.map(() => 'a timer'))
  for (const timer of timers) timer.mockRestore()
  const names = new Set([...before.keys(), ...after.keys()])
  return [...[...names].filter(name => !Object.is(before.get(name), after.get(name))), ...started]
}
