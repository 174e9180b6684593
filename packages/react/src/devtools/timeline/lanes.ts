import type { Entry } from '../entry.ts'

/** From the backend to the screen, then what surrounds it. */
export const lanes = [
  'change',
  'event',
  'flush',
  'fetch',
  'render',
  'connection',
  'log',
  'page',
] as const

export type Lane = (typeof lanes)[number]

export const laneWords: Readonly<Record<Lane, string>> = {
  change: 'A change was heard from the backend',
  event: 'What the change means in the words of the app, and the keys that it touches',
  flush: 'What was decided to be fetched: flushes, catch-ups, polls; holds',
  fetch: 'Queries on their way, from start to settled',
  render: 'What was fetched is on the screen',
  connection: 'The live connection, who is signed in, and wishes to reconnect',
  log: 'The change log was asked for what was not heard, and what it answered',
  page: 'Shown, hidden, online, offline, woken',
}

/** Where an entry is drawn. What a newer version calls otherwise is of the connection. */
export function laneOf({ part, what }: Pick<Entry, 'part' | 'what'>): Lane {
  switch (part) {
    case 'source':
      return 'change'
    // A lane of its own: where they lie on one another, a change is not hidden by an answer without any.
    case 'log':
      return 'log'
    case 'router':
      return decisions.has(what) ? 'flush' : 'event'
    case 'query':
      return 'fetch'
    case 'view':
      return 'render'
    case 'poller':
      return what === 'poll' || what === 'probe' ? 'flush' : 'connection'
    case 'page':
      return 'page'
    default:
      return 'connection'
  }
}

const decisions: ReadonlySet<string> = new Set([
  'flush',
  'catch-up',
  'hold',
  'release',
  'hold ran out',
])
