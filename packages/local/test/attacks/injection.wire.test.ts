import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RequestStep, Who } from '../fuzz/case.ts'
import { runCase } from '../fuzz/run-case.ts'
import { openWorld, type World } from '../fuzz/world.ts'
import { attempts } from './attempts.ts'
import { authPlaces, broadcastPlaces, realtimeAttack, storagePlaces } from './other-places.ts'
import { restPlaces, type Places } from './rest-places.ts'

// Seconds where the machine is its own.
vi.setConfig({ testTimeout: 180_000 })

const LANES = 12
/** Each place meets every seventh attempt, the next place the ones after. 1 takes all, in minutes. */
const EVERY = 7
let world: World
const agent = new Agent({ keepAlive: true, maxSockets: LANES })
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  agent.destroy()
  await world.backend.stop()
})

const everySeventh = (from: number): readonly string[] =>
  attempts.filter((_, at) => (at + from) % EVERY === 0)

/** Everything that went wrong when the work was done, some of it at a time. */
async function complaintsOf<T>(
  work: readonly T[],
  run: (each: T) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found: string[] = []
  const queue = work.values()
  const lane = async (): Promise<void> => {
    for (const each of queue) {
      const warned = world.warnings.length
      const complaints = await run(each)
      const warnings = world.warnings.slice(warned).map(line => `it warned: ${line}`)
      found.push(
        ...[...complaints, ...warnings].map(text => `${text} after ${JSON.stringify(each)}`),
      )
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return found
}

const attacksOn = (places: Places, who: Who): readonly RequestStep[] =>
  Object.values(places).flatMap((place, at) =>
    everySeventh(at).map(attempt => {
      const { method = 'GET', headers = {}, ...rest } = place(attempt)
      return { kind: 'request', who, method, headers, ...rest }
    }),
  )

const runSteps = (step: RequestStep): Promise<readonly string[]> =>
  runCase(world, agent, { steps: [step] }).then(({ complaints }) => complaints)

describe('an attempt to slip something into a statement', () => {
  it.each([
    ['rest', restPlaces, 'alice'],
    ['storage', storagePlaces, 'alice'],
    ['auth', authPlaces, 'service'],
    ['broadcasts', broadcastPlaces, 'alice'],
  ] as const)('does nothing at any place of %s', async (_, places, who) => {
    const work = attacksOn(places, who)
    expect(await complaintsOf(work, runSteps)).toEqual([])
    expect(await world.damage()).toEqual([])
  })

  it('does nothing in any field of realtime', async () => {
    const run = async (attempt: string): Promise<readonly string[]> =>
      (await runCase(world, agent, { steps: realtimeAttack(attempt) })).complaints
    expect(await complaintsOf(everySeventh(0), run)).toEqual([])
    expect(await world.damage()).toEqual([])
  })

  it('would be noticed if it did something', async () => {
    await world.backend.sql('set role authenticated; select canary.boom(); reset role')
    expect(await world.damage()).toEqual(['canary.boom() was called 1 times'])
  })
})
