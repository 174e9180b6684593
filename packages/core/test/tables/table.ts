import fc from 'fast-check'
import type { Machine, TimeLimit } from '../../src/machine.ts'

/**
 * What a machine does in each state with each event. A cell is the state it ends in, then, after a
 * colon, its effects; `—` where the event changes nothing. A cell that is missing does not compile.
 */
export interface Table<State extends string = string, Event extends string = string> {
  readonly cells: Readonly<Record<State, Readonly<Record<Event, string>>>>
  /** How long each state lasts at most. Default: no limits. */
  readonly limits?: Readonly<Record<State, string>>
}

type TypeOf<Column> = Column extends `${infer Type}, ${string}` ? Type : Column

/** `Names`, if each name of `All` is among them, as it is or with a detail after a comma; else nothing. */
export type Total<All extends string, Names extends string> = [
  Exclude<All, TypeOf<Names>>,
] extends [never]
  ? Names
  : never

/** How a table is held to its machine: examples of all states and events, and words for what comes out. */
export interface Examples<Row extends string, Column extends string, State, Event, Effect> {
  readonly states: Readonly<Record<Row, fc.Arbitrary<State>>>
  readonly events: Readonly<Record<Column, (state: State) => fc.Arbitrary<Event>>>
  /** What an event presumes of the state it comes in. */
  readonly given?: Readonly<Partial<Record<Column, (state: State) => State>>>
  readonly rowOf: (state: State) => Row
  readonly effectAs: (effect: Effect) => string
  /** Default: in seconds. */
  readonly limitAs?: (limit: TimeLimit<Event> | undefined, state: State) => string
}

/** The moment of all examples. */
export const NOW = 1_000_000
const EXAMPLES = 50

/** The table as the machine really is. A cell for which examples differ shows each outcome. */
export function observed<Row extends string, Column extends string, State, Event, Effect>(
  machine: Machine<State, Event, Effect>,
  examples: Examples<Row, Column, State, Event, Effect>,
): Table<Row, Column> {
  const outcome = (from: State, event: Event): string => {
    const [to, ...effects] = machine.next(from, event, NOW)
    if (to === from && effects.length === 0) return '—'
    const words = effects.map(examples.effectAs)
    return [examples.rowOf(to), words.join(', ')].filter(word => word !== '').join(': ')
  }
  const { limitAs = inSeconds } = examples
  return {
    cells: mapped(examples.states, states =>
      mapped(examples.events, (eventFor, column) => {
        const presumed = examples.given?.[column] ?? ((state: State) => state)
        const pairs = states
          .map(presumed)
          .chain(from => eventFor(from).map(event => [from, event] as const))
        return allOf(pairs, ([from, event]) => outcome(from, event))
      }),
    ),
    limits: mapped(examples.states, states =>
      allOf(states, state => limitAs(machine.limit?.(state, NOW), state)),
    ),
  }
}

function allOf<T>(values: fc.Arbitrary<T>, say: (value: T) => string): string {
  const said = fc.sample(values, { numRuns: EXAMPLES, seed: 1 }).map(say)
  return [...new Set(said)].sort().join(' or ')
}

function mapped<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  map: (value: From, key: Key) => To,
): Record<Key, To> {
  const keys = Object.keys(record) as Key[]
  const entries = keys.map(key => [key, map(record[key], key)])
  return Object.fromEntries(entries) as Record<Key, To>
}

function inSeconds<Event>(limit: TimeLimit<Event> | undefined): string {
  if (limit === undefined) return '—'
  const { ms, jitterMs = 0 } = limit
  return jitterMs === 0 ? `${ms / 1_000} s` : `${ms / 1_000} to ${(ms + jitterMs) / 1_000} s`
}
