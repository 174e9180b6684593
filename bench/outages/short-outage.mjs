import { setTimeout as pause } from 'node:timers/promises'
import { allHear, mustBe, whenSo } from './stage.mjs'

const OUTAGE_MS = 2_000
const WRITES = 20
const LISTS = 10
/** What is stale after so long would be so for ever. */
const WATCHED_MS = 20_000

/**
 * Sockets are cut and refused for 2 s, while HTTP goes on and all lists change twice: how long after that every list
 * shows its newest version. Null where that was not so before the next event came.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {{ rounds: number, say: (text: string) => void }} options
 */
export async function measureShortOutage(stage, { rounds, say }) {
  const ours = await stage.ours(LISTS)
  const alone = await stage.alone(LISTS)
  const both = [ours, alone]
  const found = []
  for (let round = 0; round < rounds; round += 1) {
    await allHear(stage, both)
    found.push(await outage(stage, ours, alone))
  }
  const never = found.filter(({ baseline }) => baseline === null).length
  say(
    `outage-2s-converged: supabase-js alone was stale after ${WATCHED_MS / 1_000} s, and until the next event, in ${never} of ${rounds} rounds`,
  )
  return found
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./stage.mjs').Client} ours
 * @param {import('./stage.mjs').Client} alone
 */
async function outage(stage, ours, alone) {
  const both = [ours, alone]
  for (const { link } of both) link.dropSockets()
  let version = 0
  for (let write = 0; write < WRITES; write += 1) {
    await pause(OUTAGE_MS / WRITES)
    const newest = await stage.write(write % LISTS)
    if (write === WRITES - LISTS) version = newest
  }
  for (const { link } of both) link.mend()
  const mendedAt = performance.now()
  const [oursAt, aloneAt] = await Promise.all([
    mustBe('all lists are caught up', () => ours.app.shows(version)),
    whenSo(() => alone.app.shows(version), WATCHED_MS),
  ])
  return {
    ours: oursAt - mendedAt,
    baseline: aloneAt === undefined ? null : aloneAt - mendedAt,
  }
}
