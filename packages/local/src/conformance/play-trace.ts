import { parseExact } from './exact-json.ts'
import { Expectations, type Difference } from './expectations.ts'
import { goodbyesLast } from './goodbyes.ts'
import { Mismatch, Player } from './player.ts'
import { prepare } from './prepare.ts'
import { compareRows, recordedRows, rowNumber, showGaps, type RecordedRows } from './rows.ts'
import type { Target } from './target.ts'
import type { Trace } from './trace.ts'
import { warmUp } from './warm-up.ts'

/** What came of playing a trace. */
export type Outcome =
  /** `compared`: what was compared, when that is not every frame. */
  | { readonly ok: true; readonly compared: string | undefined }
  | { readonly ok: false; readonly difference: Difference }

export interface PlayOptions {
  readonly signal: AbortSignal
  /** Milliseconds that the server may take longer than recorded for what it says before a step. Default 20000. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 20_000

/** Plays a trace against a server and compares what it says. Rejects only when the signal fires. */
export async function playTrace(
  recorded: Trace,
  target: Target,
  { signal, patienceMs = PATIENCE_MS }: PlayOptions,
): Promise<Outcome> {
  if (recorded.scenario.client === 'supabase-js') {
    return playThroughSupabase(recorded, target, { signal, patienceMs })
  }
  const { likeness, ...prepared } = prepare(goodbyesLast(recorded), target)
  const { trace, outgoing } = prepared
  const player = new Player({
    ...prepared,
    expectations: new Expectations(trace, likeness),
    onLine: () => undefined,
    signal,
    patienceMs,
    isStrict: true,
  })
  try {
    if (trace.scenario.cold !== true) await warmUp(target, outgoing)
    const rows =
      trace.scenario.compare === 'rows' ? recordedRows(trace, recordedTold(trace)) : undefined
    await player.play(async () => rows && untilLast(rows, player, patienceMs))
    return rows === undefined
      ? { ok: true, compared: undecidedIn(trace) }
      : compareTold(rows, player.told)
  } catch (error) {
    return failed(error, signal)
  }
}

async function playThroughSupabase(
  trace: Trace,
  target: Target,
  { signal, patienceMs = PATIENCE_MS }: PlayOptions,
): Promise<Outcome> {
  // Only here, because supabase-js speaks of the version of Node as soon as it is loaded.
  const { firstOther, recordedHearing, SupabasePlayer } = await import('./supabase-player.ts')
  const { likeness, ...prepared } = prepare(trace, target)
  const rows = recordedRows(trace, recordedTold(trace))
  const recorded = recordedHearing(trace)
  const player = new SupabasePlayer({ ...prepared, signal })
  try {
    if (trace.scenario.cold !== true) await warmUp(target, prepared.outgoing)
    const { sayings, callbacks, told } = await player.play(rows.inserted.at(-1), patienceMs)
    for (const [what, expected, got] of [
      ['frames', recorded.sayings, sayings],
      ['callbacks of supabase-js', recorded.callbacks, callbacks],
    ] as const) {
      const other = firstOther(likeness, expected, got)
      if (other === undefined) continue
      return { ok: false, difference: { expected: other[0], got: other[1], where: what } }
    }
    return compareTold(rows, told)
  } catch (error) {
    return failed(error, signal)
  }
}

function failed(error: unknown, signal: AbortSignal): Outcome {
  signal.throwIfAborted()
  if (error instanceof Mismatch) return { ok: false, difference: error.difference }
  const got = error instanceof Error ? error.message : String(error)
  return { ok: false, difference: { expected: 'every step to succeed', got, where: 'a step' } }
}

/** The last row may come long after it was inserted. */
async function untilLast(
  { inserted, lost }: RecordedRows,
  player: Player,
  patienceMs: number,
): Promise<void> {
  const last = inserted.at(-1)
  if (last === undefined || lost.some(([, end]) => end === last)) return
  await player.until(() => player.told.includes(last), patienceMs)
}

function compareTold(recorded: RecordedRows, told: readonly number[]): Outcome {
  const wrong = compareRows(recorded, told)
  const expected = `the rows that were recorded, without ${showGaps(recorded.lost)}`
  if (wrong !== undefined) return { ok: false, difference: { expected, got: wrong, where: 'rows' } }
  return {
    ok: true,
    compared: `frames, and that the gaps of rows are where ${showGaps(recorded.lost)} were lost, none twice`,
  }
}

function recordedTold(trace: Trace): readonly number[] {
  return trace.lines.flatMap(line => {
    const number = line.dir === 's2c' && line.bin !== true ? rowNumber(parseExact(line.raw)) : false
    return typeof number === 'number' ? [number] : []
  })
}

function undecidedIn({ scenario: { undecided } }: Trace): string | undefined {
  return undecided && `every frame but those with ${undecided.join(', ')}, which timing decides`
}
