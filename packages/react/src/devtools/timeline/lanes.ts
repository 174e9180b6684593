import type { Entry } from '../entry.ts'

/** From the backend to the screen, then what surrounds it. */
export const lanes = ['change', 'event', 'flush', 'fetch', 'render', 'connection', 'page'] as const

export type Lane = (typeof lanes)[number]

export const laneWords: Readonly<Record<Lane, string>> = {
  change:
    'A change was heard from the backend, or its change log was asked for those that were not',
  event: 'What the change means in the words of the app, and the keys that it touches',
  flush: 'What was decided to be fetched: flushes, catch-ups, polls; holds',
  fetch: 'Queries on their way, from start to settled',
  render: 'What was fetched is on the screen',
  connection: 'The live connection, who is signed in, and wishes to reconnect',
  page: 'Shown, hidden, online, offline, woken',
}

/** Where an entry is drawn. What a newer version calls otherwise is of the connection. */
export function laneOf({ part, what }: Pick<Entry, 'part' | 'what'>): Lane {
  switch (part) {
    case 'source':
    case 'log':
      return 'change'
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
