import { Expectations } from './expectations.ts'
import { goodbyesLast } from './goodbyes.ts'
import { Player } from './player.ts'
import { prepare } from './prepare.ts'
import type { Target } from './target.ts'
import type { Trace } from './trace.ts'
import { warmUp } from './warm-up.ts'

/** The server may need so much longer than the recorded one before the next step is taken. */
const PATIENCE_MS = 3_000

/**
 * Plays the client's side of a trace against a server, whatever it says. Resolves with the text of a
 * new trace. Rejects when a step cannot be taken, and when the signal fires.
 */
export async function recordTrace(
  recorded: Trace,
  target: Target,
  signal: AbortSignal,
): Promise<string> {
  const { likeness, ...prepared } = prepare(goodbyesLast(recorded), target)
  const { trace, outgoing } = prepared
  const lines: Readonly<Record<string, unknown>>[] = []
  const player = new Player({
    ...prepared,
    expectations: new Expectations(trace, likeness),
    onLine: line => lines.push(line),
    signal,
    patienceMs: PATIENCE_MS,
    isStrict: false,
  })
  if (trace.scenario.cold !== true) await warmUp(target, outgoing)
  const at = new Date().toISOString()
  await player.play(() => Promise.resolve())
  const { server: _, ...scenario } = trace.scenario
  const first = { t: 0, ...scenario, server: target.url, at }
  return [first, ...lines].map(line => `${JSON.stringify(line)}\n`).join('')
}
