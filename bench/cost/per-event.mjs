import { setTimeout as sleep } from 'node:timers/promises'
import { timePerCall } from '../lib/time-per-call.mjs'
import { everfreshBehind, framesOf, supabaseAlone } from './frames.mjs'

const EVENTS = 4_000
const FEW = 10
const MANY = 10_000
/** What was marked has been flushed by then. */
const FLUSHED_MS = 600
const WARM_UPS = 3

/**
 * What a change costs from the source's callback until what it touches is marked, with few and with many cached
 * queries, beside what supabase-js needs to read its frame; in ns, by turns.
 *
 * @param {number} rounds
 */
export async function measurePerEvent(rounds) {
  const frames = framesOf(EVENTS)
  const alone = await supabaseAlone()
  const few = await everfreshBehind(FEW)
  const many = await everfreshBehind(MANY)
  const payloads = few.payloadsOf(frames)
  if (payloads.length !== EVENTS)
    throw new Error(`Of ${EVENTS} frames the source was told ${payloads.length}.`)
  const times = []
  for (let turn = 0; turn < WARM_UPS + rounds; turn += 1) {
    const frame = timePerCall(frames, alone.hear)
    const ours = timePerCall(payloads, few.hear)
    const oursOfMany = timePerCall(payloads, many.hear)
    await sleep(FLUSHED_MS)
    for (const { marked } of [few, many]) {
      const found = await marked()
      if (found !== FEW) throw new Error(`The changes marked ${found} queries, not ${FEW}.`)
    }
    if (turn >= WARM_UPS) times.push({ frame, ours, oursOfMany })
  }
  if (alone.heard.length < FEW) throw new Error('supabase-js handed on no frame.')
  for (const { stop } of [alone, few, many]) stop()
  return times
}
