import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { fuzz } from './fuzz.ts'
import { openWorld, type World } from './world.ts'

// Seconds where the machine is its own.
vi.setConfig({ testTimeout: 180_000 })

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.backend.stop())

it('bears three thousand strange requests and frames and tells nobody the secrets of another', async () => {
  const report = await fuzz(world, { seed: 4, count: 3_000 }, () => undefined)
  expect(report.findings).toEqual([])
  expect(report.requests + report.frames).toBeGreaterThanOrEqual(3_000)
  expect(report.frames).toBeGreaterThan(500)
  expect(report.ownSecrets).toBeGreaterThan(50)
})

it('would find a leak if there were one', async () => {
  const leaky = await openWorld()
  await leaky.backend.sql('alter table public.parts disable row level security')
  const { findings } = await fuzz(leaky, { seed: 4, count: 600 }, () => undefined)
  await leaky.backend.stop()
  expect(findings.map(each => each.complaint).join()).toMatch(/MARK-(alice|bob)-\w+ was told to/)
})
