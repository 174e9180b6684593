import type { QueryKey, Trace, TraceEntry } from '@everfresh/core'
import { logCategories, logTrace as logByCategory, type LogCategory } from '@everfresh/core/logging'
import { categoriesIn } from './logSwitch'
import { sayProblems } from './sayProblems'
import { storedText } from './storedText'

const stored = storedText('everfresh:log')

declare global {
  interface Window {
    /** For whoever sits at the console. To read and to log, nothing else. */
    everfresh?: {
      /** What the realtime system did, oldest first. */
      readonly trace: () => readonly TraceEntry[]
      /** `everfresh.log('DeadModeRecovery')` logs it, also after loading again; with `false` no more. */
      readonly log: (category: LogCategory, on?: boolean) => void
      /** In a development build: why the query of this key shows what it shows. */
      readonly explain?: (key: QueryKey) => string
    }
  }
}

/**
 * Lets a person read the trace: on demand, and as it happens what `?log=` in the address names, or else this
 * browser keeps. Silent until then.
 */
export function logTrace(trace: Trace): void {
  const address = new URLSearchParams(window.location.search).get('log')
  const { categories, problems } = categoriesIn(address ?? stored.read())
  sayProblems(problems)
  const log = logByCategory(trace, console, { categories })
  window.everfresh = {
    trace: trace.entries,
    log: (category, on = true) => {
      log.set(category, on)
      stored.write(logCategories.filter(log.isOn).join(','))
    },
  }
}
