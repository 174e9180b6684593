import type { Answer } from './ask.ts'
import { checkClock } from './check-clock.ts'
import { checkKey } from './check-key.ts'
import { checkReading } from './check-reading.ts'
import { askAuth, askRealtime, askRest, type Served } from './check-services.ts'
import type { CheckState } from './check.ts'
import type { Run } from './examine.ts'
import type { Target } from './target.ts'

/** The key, and everything that the address serves. Resolves to whether a channel can be tried. */
export async function examineServices(target: Target, run: Run): Promise<boolean> {
  const { api } = target
  if (api === undefined) return false
  await run('key', 'key', () => checkKey(api, Date.now()))
  const auth = await served(run, 'auth', () => askAuth(api, target))
  const rest = await served(run, 'rest', () => askRest(api, target))
  const realtime = await run('realtime', 'realtime', () => askRealtime(api, target))
  await run('clock', 'clock', () => checkClock([auth.answer, rest.answer]))
  await run('reading', 'tables by REST', () => {
    if (rest.state !== 'ok') return { skipped: 'REST does not answer' }
    if (target.tables.length === 0)
      return { skipped: 'no table is named: --tables a,b or everfresh.json' }
    return checkReading(api, target)
  })
  return realtime.state === 'ok'
}

/** A check, and the answer that it rests on. */
async function served(
  run: Run,
  service: 'auth' | 'rest',
  ask: () => Promise<Served>,
): Promise<{ readonly state: CheckState; readonly answer: Answer | undefined }> {
  let answer: Answer | undefined
  const { state } = await run(service, service, async () => {
    const reply = await ask()
    answer = reply.answer
    return reply.outcome
  })
  return { state, answer }
}
