import { expect, test } from 'vitest'
import { inWords, shrink } from './shrink.ts'
import { simulate, type Outcome, type SourceKind } from './simulate.ts'

const SEEDS = 2_000

/** What the first of `seeds` worlds that break a law do, each shrunk to the steps that it takes. */
async function brokenIn(seeds: number, source: SourceKind): Promise<readonly string[]> {
  const broken: Outcome[] = []
  for (let seed = 1; seed <= seeds && broken.length < 3; seed += 1) {
    const outcome = await simulate(seed, () => true, false, source)
    if (outcome.violation !== undefined) broken.push(outcome)
  }
  const words: string[] = []
  for (const outcome of broken) words.push(inWords(await shrink(outcome)))
  return words
}

test('A1, A4, C1, C2, C4, C7, C8, C9, P1, P5, R1, R2, R3, R4, R8: 2,000 worlds keep every law and end in agreement with the database', async () => {
  expect(await brokenIn(SEEDS, 'changes')).toEqual([])
}, 120_000)

test('F3, F4, F5, F6, F7, F8, F10: 1,000 of them, with a change log, do too, and find what push lost within 75 s', async () => {
  expect(await brokenIn(SEEDS / 2, 'feed')).toEqual([])
}, 120_000)

test('W1: the same seed tells the same story, whatever ran before it', async () => {
  for (const seed of [3, 5, 8]) {
    const once = await simulate(seed)
    await simulate(seed + 1)
    const again = await simulate(seed)
    expect(again.trace).toEqual(once.trace)
    expect(once.trace.length).toBeGreaterThan(20)
  }
})

test('W2: 40 worlds go the same, to the last request, whether their tabs are traced or not', async () => {
  for (let seed = 1; seed <= 40; seed += 1)
    expect(await simulate(seed, () => true, true)).toEqual(await simulate(seed))
}, 60_000)
