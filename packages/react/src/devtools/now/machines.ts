import type { PollMode, RealtimeState, Status, TraceSnapshot } from '@everfresh/core'
import { factOf, keyWords, textOf, type Entry } from '../entry.ts'
import { duration } from '../time-words.ts'
import { changeLog } from './log-machine.ts'
import { pollingWords } from './polling-words.ts'

export type MachineTone = 'good' | 'busy' | 'warn' | 'bad' | 'off'

/** One machine as a person reads it. */
export interface MachineWords {
  readonly id: 'connection' | 'log' | 'auth' | 'polling' | 'reconnect' | 'holds'
  readonly name: string
  readonly tone: MachineTone
  /** One word or two. */
  readonly state: string
  /** What that means, as a sentence. */
  readonly meaning: string
  /** When it became so, in ms since the epoch; undefined: before what the trace still knows. */
  readonly since?: number | undefined
  readonly cause?: { readonly code: string; readonly message: string } | undefined
  /** When it does something by itself. */
  readonly nextAt?: number | undefined
  readonly facts?: readonly (readonly [name: string, value: string])[] | undefined
}

export interface MachinesInput {
  readonly state: RealtimeState
  readonly pollMode: PollMode
  readonly entries: readonly Entry[]
  readonly holds: TraceSnapshot['holds']
  /** Between polls at this moment, in ms; undefined: not known (a snapshot). */
  readonly pollMs?: number | undefined
  readonly nextTryAt?: number | undefined
}

/** What each machine is doing, in the order in which a person asks. */
export function machinesOf(input: MachinesInput): readonly MachineWords[] {
  const log = changeLog(input.state.log, input.entries)
  return [
    connection(input),
    ...(log === undefined ? [] : [log]),
    polling(input),
    auth(input),
    reconnect(input),
    holds(input),
  ]
}

interface Words {
  readonly tone: MachineTone
  readonly state: string
  readonly meaning: string
}

const statusWords: Readonly<Record<Status, Words>> = {
  live: { tone: 'good', state: 'Live', meaning: 'Changes are pushed, and that is proved.' },
  connecting: {
    tone: 'busy',
    state: 'Connecting',
    meaning: 'The first attempt is under way.',
  },
  polling: {
    tone: 'warn',
    state: 'Polling',
    meaning: 'There is no proof that changes flow. It is tried again by itself.',
  },
  offline: {
    tone: 'bad',
    state: 'Offline',
    meaning: 'This device has no network. Nothing is asked until it is back.',
  },
  'waiting-auth': {
    tone: 'off',
    state: 'Signed out',
    meaning: 'Nobody is signed in, so nothing is opened and nothing is polled.',
  },
  idle: { tone: 'off', state: 'Idle', meaning: 'No scope is followed, so nothing is opened.' },
  disabled: {
    tone: 'warn',
    state: 'Switched off',
    meaning: 'Realtime is switched off, here or by the app.',
  },
}

/** All of it in one word, for where there is room for one: a backend that is away is worse than any status. */
export function overallOf({ status, backend }: RealtimeState): Pick<Words, 'tone' | 'state'> {
  if (backend === 'away') return { tone: 'bad', state: 'Backend away' }
  // A snapshot of another version may have a status that is not known here.
  return statusWords[status] ?? statusWords.idle
}

function connection({ state, entries, nextTryAt }: MachinesInput): MachineWords {
  const words = statusWords[state.status]
  const link = entries.findLast(
    ({ part, what }) => part === 'connection' && what !== 'source failed',
  )
  const facts: (readonly [string, string])[] = []
  if (link !== undefined) facts.push(['Link', linkWords(link)])
  const scope = link && textOf(link, 'scope')
  if (scope !== undefined) facts.push(['Scope', scope])
  if (state.muted.length > 0) facts.push(['Refused, so polled', state.muted.join(', ')])
  return {
    id: 'connection',
    name: 'Connection',
    ...words,
    since: state.since,
    cause: state.cause,
    nextAt: state.backend === 'up' ? nextTryAt : undefined,
    facts,
  }
}

function linkWords(entry: Entry): string {
  const event = textOf(entry, 'event')
  return event === undefined ? entry.what : `${entry.what}, after “${event}”`
}

const authTexts: Readonly<Record<string, Words>> = {
  'signed-in': { tone: 'good', state: 'Signed in', meaning: 'There is a session.' },
  'user-changed': { tone: 'good', state: 'Signed in', meaning: 'Another user took over.' },
  'token-changed': { tone: 'good', state: 'Signed in', meaning: 'The session was renewed.' },
  'signed-out': { tone: 'off', state: 'Signed out', meaning: 'There is no session.' },
}

function auth({ state, entries }: MachinesInput): MachineWords {
  const change = entries.findLast(({ part, what }) => part === 'auth' && what in authTexts)
  const told = change && authTexts[change.what]
  const isOut = state.status === 'waiting-auth'
  const words = told ?? {
    tone: 'off' as const,
    state: isOut ? 'Signed out' : 'Not known',
    meaning: isOut ? 'There is no session.' : 'The trace has no change of it.',
  }
  const user = change && textOf(change, 'user')
  return {
    id: 'auth',
    name: 'Who is signed in',
    ...words,
    since: change?.at,
    facts: user === undefined ? [] : [['User', user]],
  }
}

const breakerTexts: Readonly<Record<string, Words>> = {
  'backend suspected': {
    tone: 'warn',
    state: 'Doubtful',
    meaning: 'Requests failed in a row. One query is asked; everything else waits.',
  },
  'backend open': {
    tone: 'bad',
    state: 'Backend away',
    meaning: 'Nothing is asked until a probe is due.',
  },
  'backend probing': {
    tone: 'warn',
    state: 'Probing',
    meaning: 'One query asks whether the backend is back.',
  },
}

function polling({ state, pollMode, entries, pollMs, nextTryAt }: MachinesInput): MachineWords {
  const turn = entries.findLast(
    ({ part, what }) => part === 'poller' && what.startsWith('backend '),
  )
  const isAway = state.backend === 'away'
  const broken =
    breakerTexts[turn?.what ?? ''] ?? (isAway ? breakerTexts['backend open'] : undefined)
  return {
    id: 'polling',
    name: 'Polling',
    ...(broken ?? pollingWords(pollMode)),
    since: broken && turn?.at,
    cause: broken && turn && causeOfBreaker(turn),
    nextAt: isAway ? nextTryAt : undefined,
    facts: pollingFacts(pollMode, pollMs),
  }
}

function pollingFacts(mode: PollMode, pollMs: number | undefined): MachineWords['facts'] {
  const facts: (readonly [string, string])[] = [
    ['The page is', `${mode.visible ? 'shown' : 'hidden'}, ${activity(mode)}`],
  ]
  if (pollMs !== undefined) facts.push(['Between polls', duration(pollMs)])
  if (mode.frugal) facts.push(['Slowed', 'the device saves data, or its network is slow'])
  return facts
}

function causeOfBreaker(turn: Entry): MachineWords['cause'] {
  const retryAfterMs = factOf(turn, 'retryAfterMs')
  const asked =
    typeof retryAfterMs === 'number'
      ? ` The server asked for quiet for ${duration(retryAfterMs)}.`
      : ''
  return {
    code: textOf(turn, 'event') ?? turn.what,
    message: `Several requests to the backend failed one after another.${asked}`,
  }
}

function activity({ active }: PollMode): string {
  return active ? 'and somebody is using it' : 'and nobody did anything for a minute'
}

function reconnect({ entries }: MachinesInput): MachineWords {
  const newest = entries.findLast(({ part }) => part === 'reconnect')
  if (entries.length === 0)
    return {
      id: 'reconnect',
      name: 'Wishes to reconnect',
      tone: 'off',
      state: 'Not known',
      meaning: 'Only the trace tells of them, and it is empty.',
    }
  const isWaiting = newest?.what === 'intent'
  return {
    id: 'reconnect',
    name: 'Wishes to reconnect',
    tone: isWaiting ? 'busy' : 'good',
    state: isWaiting ? 'Collecting' : 'Quiet',
    meaning: isWaiting
      ? 'Somebody asked for a connection. Wishes are gathered, then passed on as one.'
      : 'Nobody waits for a connection.',
    since: newest?.at,
    facts: newest && wishFacts(newest),
  }
}

function wishFacts(wish: Entry): MachineWords['facts'] {
  const by = textOf(wish, 'sources') ?? textOf(wish, 'source')
  const reason = textOf(wish, 'reasons') ?? textOf(wish, 'reason')
  const facts: (readonly [string, string])[] = []
  if (by !== undefined) facts.push(['Last asked by', plainList(by)])
  if (reason !== undefined) facts.push(['Because', plainList(reason)])
  return facts
}

function plainList(json: string): string {
  return json.replace(/[[\]"]/g, '').replaceAll(',', ', ')
}

function holds({ holds: open }: MachinesInput): MachineWords {
  const isNone = open.length === 0
  return {
    id: 'holds',
    name: 'Holds',
    tone: isNone ? 'good' : 'busy',
    state: isNone ? 'None' : `${open.length} open`,
    meaning: isNone
      ? 'Nothing is kept from being refetched.'
      : 'A person drags or edits these: they are left alone until the release.',
    since: open[0]?.since,
    facts: open.map(({ scope, reason }) => [keyWords(scope), reason ?? 'no reason given']),
  }
}
