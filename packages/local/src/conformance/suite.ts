import { openOwnTarget } from './own-target.ts'
import { playTrace, type Outcome } from './play-trace.ts'
import type { TraceFolder } from './read-traces.ts'
import { recordTrace } from './record-trace.ts'
import type { Target } from './target.ts'
import type { Trace } from './trace.ts'

/** What came of a trace. */
type Verdict =
  | Outcome
  /** It was recorded anew: the text of its file. */
  | { readonly ok: true; readonly recorded: string }
  /** It was not played, for a reason. */
  | { readonly ok: undefined; readonly reason: string }

export interface SuiteOptions {
  readonly folder: TraceFolder
  /** Another server; without it each trace gets a backend of ours. */
  readonly other: Target | undefined
  readonly isRecording: boolean
  readonly signal: AbortSignal
  readonly onBegin: (trace: Trace) => void
  readonly onEnd: (trace: Trace, verdict: Verdict, ms: number) => Promise<void>
}

/** They mostly wait; each needs a handful of the server's connections to PostgreSQL. */
const SIDE_BY_SIDE = 15

/** The longest first: a trace takes as long as its recording did. */
export function longestFirst(traces: readonly Trace[]): readonly Trace[] {
  return traces.toSorted((a, b) => (b.lines.at(-1)?.t ?? 0) - (a.lines.at(-1)?.t ?? 0))
}

/** Plays all traces of a folder: side by side, on another server one after another. */
export async function runSuite(options: SuiteOptions): Promise<void> {
  const { folder, other, signal, onBegin, onEnd } = options
  const waiting = [...longestFirst(folder.traces)]
  const lane = async (): Promise<void> => {
    for (let trace = waiting.shift(); trace !== undefined; trace = waiting.shift()) {
      signal.throwIfAborted()
      onBegin(trace)
      const began = performance.now()
      const verdict = await judge(trace, options)
      await onEnd(trace, verdict, performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: other === undefined ? SIDE_BY_SIDE : 1 }, lane))
}

async function judge(trace: Trace, options: SuiteOptions): Promise<Verdict> {
  const { folder, other, isRecording, signal } = options
  const reason = reasonToSkip(trace, other !== undefined, isRecording)
  if (reason !== undefined) return { ok: undefined, reason }
  const target = other ?? (await openOwnTarget(trace, folder.schema))
  try {
    return isRecording
      ? { ok: true, recorded: await recordTrace(trace, target, signal) }
      : await playTrace(trace, target, { signal })
  } catch (error) {
    signal.throwIfAborted()
    const got = error instanceof Error ? error.message : String(error)
    return { ok: false, difference: { expected: 'to be played', got, where: 'the whole' } }
  } finally {
    if (other === undefined) await target.close()
  }
}

function reasonToSkip(trace: Trace, isOther: boolean, isRecording: boolean): string | undefined {
  const stops = trace.lines.some(({ dir }) => dir === 'server' || dir === 'database')
  if (isOther && stops) return 'it stops the server, which cannot be done from here'
  const isDriven = trace.scenario.client === 'supabase-js'
  return isRecording && isDriven
    ? 'it is played through supabase-js, not frame by frame'
    : undefined
}
