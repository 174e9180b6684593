import type { ChangeSource, Signal } from '../change-source.ts'

/** A `ChangeSource` in the hands of a test, with a log of what was asked of it. */
export interface ScriptedSource extends ChangeSource {
  /** What was asked of the source, in order, such as `open a for ann`, `close a`, `probe a`. */
  readonly log: readonly string[]
  /** Says `signal` on the scope opened last; once that is closed nothing is heard, as the port demands. */
  readonly say: (signal: Signal) => void
  /** Says `signal` on the scope that was opened `nth` (from 1), closed or not: what no good source does. */
  readonly sayLate: (nth: number, signal: Signal) => void
  /** Says joined, then proved. */
  readonly goLive: () => void
  readonly openScopes: () => readonly string[]
}

/** A source that does nothing by itself and says what it is told to; `parts` are those of every scope. */
export function scriptedSource(parts?: readonly string[]): ScriptedSource {
  const log: string[] = []
  const reports: ((signal: Signal) => void)[] = []
  const open: { readonly id: string; readonly report: (signal: Signal) => void }[] = []

  const say = (signal: Signal): void => open.at(-1)?.report(signal)
  return {
    ...(parts === undefined ? {} : { parts: () => parts }),
    log,
    say,
    sayLate: (nth, signal) => reports[nth - 1]?.(signal),
    goLive: () => {
      say({ type: 'joined' })
      say({ type: 'proved' })
    },
    openScopes: () => open.map(({ id }) => id),
    open: ({ id, userId }, report, without = []) => {
      const entry = { id, report }
      open.push(entry)
      reports.push(report)
      const less = without.length > 0 ? ` without ${without.join(', ')}` : ''
      log.push(`open ${id} for ${userId}${less}`)
      return {
        probe: () => void log.push(`probe ${id}`),
        renew: () => void log.push(`renew ${id}`),
        close: () => {
          if (!open.includes(entry)) return
          open.splice(open.indexOf(entry), 1)
          log.push(`close ${id}`)
        },
      }
    },
  }
}
