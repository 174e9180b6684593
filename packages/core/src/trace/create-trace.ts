import { check, checkObject } from '../check.ts'
import type { Clock } from '../clock.ts'
import { createListeners } from '../listeners.ts'
import { adviceOn } from './advice.ts'
import { recordBackend } from './backend.ts'
import { changeFacts } from './change-facts.ts'
import { recordConnection } from './connection.ts'
import type { TraceEntry } from './entries.ts'
import { recordFetches } from './fetches.ts'
import { recordFlushes } from './flushes.ts'
import { recordPage } from './page.ts'
import { redacted } from './redact.ts'
import { recordRenders } from './renders.ts'
import type { Trace } from './trace.ts'

/** How much a trace remembers. */
export interface TraceOptions {
  /** How many entries are kept, the newest. Default 2000, from 1 to 1,000,000. */
  readonly capacity?: number
  /**
   * Default false. True: rows, messages and whole domain events are kept as they came. For a developer's own
   * machine: such a snapshot says what is in the database.
   */
  readonly rows?: boolean
}

const MOST_ENTRIES = 1_000_000

/** A trace that records. Throws an `invalid-option` error for options that make no sense. */
export function createTrace(clock: Clock, options: TraceOptions = {}): Trace {
  const { capacity, rows } = checked(options)
  /** The entry `id` is at `(id - 1) % capacity`, until another takes its place. */
  const ring: TraceEntry[] = []
  const listeners = createListeners<[TraceEntry]>()
  let newest = 0
  let cause = 0

  const add: Trace['add'] = (part, what, detail, causes = [cause]) => {
    newest += 1
    const known = causes.filter(id => id > 0)
    const advice = adviceOn[what as string]
    const facts = advice === undefined ? detail : { ...detail, advice }
    // The compiler cannot see that part, what and detail still belong together.
    const entry = {
      id: newest,
      at: clock.now(),
      part,
      what,
      detail: redacted(facts as object, rows),
      causes: known,
    } as unknown as TraceEntry
    ring[(newest - 1) % capacity] = entry
    listeners.tell(entry)
    return entry.id
  }
  const during: Trace['during'] = (id, work) => {
    const before = cause
    cause = id
    try {
      return work()
    } finally {
      cause = before
    }
  }
  const find = (id: number): TraceEntry | undefined => {
    const entry = id > 0 ? ring[(id - 1) % capacity] : undefined
    return entry?.id === id ? entry : undefined
  }

  const reading = (): number => cause
  return {
    on: true,
    add,
    during,
    cause: reading,
    change: (scope, change) => add('source', 'change', changeFacts(scope, change)),
    flushes: () => recordFlushes({ add }),
    connection: () => recordConnection({ add, cause: reading }),
    backend: recordBackend({ add }),
    page: (environment, factsOf) =>
      recordPage({ add, during }, () => clock.now(), environment, factsOf),
    fetches: recordFetches({ clock, add, cause: reading, find }),
    renders: recordRenders({ add, subscribe: listeners.add }),
    entries: () => {
      const start = newest % capacity
      return newest <= capacity ? [...ring] : [...ring.slice(start), ...ring.slice(0, start)]
    },
    subscribe: listeners.add,
  }
}

function checked(options: TraceOptions): Required<TraceOptions> {
  checkObject('the options of a trace', options)
  const { capacity = 2_000, rows = false } = options
  const fits = Number.isInteger(capacity) && capacity > 0 && capacity <= MOST_ENTRIES
  check(fits, 'capacity', capacity, `a whole number from 1 to ${MOST_ENTRIES}`)
  check(typeof rows === 'boolean', 'rows', rows, 'true or false')
  return { capacity, rows }
}
