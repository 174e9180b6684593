import { setTimeout as pause } from 'node:timers/promises'
import { allHear, mustBe } from './stage.mjs'

/** The client's own heartbeat: sockets die at moments that are spread evenly over it. */
const HEARTBEAT_MS = 25_000

/**
 * How long a dead socket is called live: ours from a wake signal on, which comes at once; supabase-js, which has no use
 * for the signal, until its heartbeat finds out. All of them wait together.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {{ samples: number, say: (text: string) => void }} options
 */
export async function measureWake(stage, { samples, say }) {
  const ours = await Promise.all(Array.from({ length: samples }, () => stage.ours()))
  const alone = await Promise.all(Array.from({ length: samples }, () => stage.alone()))
  await allHear(stage, [...ours, ...alone])
  say(`${2 * samples} sockets die, one after the other`)
  const found = await Promise.all(
    ours.map(async ({ app, link, wake }, at) => {
      const other = alone[at]
      if (other === undefined) throw new Error('There are as many of each.')
      // From the middle of its share: neither the best moment nor the worst is measured by chance.
      await pause(((at + 0.5) / samples) * HEARTBEAT_MS)
      link.cut()
      other.link.cut()
      link.mend()
      other.link.mend()
      const diedAt = performance.now()
      wake()
      const [oursAt, aloneAt] = await Promise.all([
        mustBe('a dead socket is noticed after a wake signal', () => !app.isLive()),
        mustBe('supabase-js notices a dead socket', () => !other.app.isLive()),
      ])
      return { ours: oursAt - diedAt, baseline: aloneAt - diedAt }
    }),
  )
  const worst = Math.max(...found.map(round => round.ours))
  say(`wake-dead-socket-noticed: the slowest of ours after ${Math.round(worst)} ms`)
  return found
}
