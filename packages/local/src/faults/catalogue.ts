import type { ActName } from './act.ts'
import type { FaultOf, FaultScope, FaultType } from './fault.ts'
import type { Field } from './field.ts'

/** What a kind of fault is, and what it takes. */
export interface FaultKind<Type extends FaultType = FaultType> {
  /** A sentence for a person. */
  readonly about: string
  readonly fields: { readonly [Name in Exclude<keyof FaultOf<Type>, 'type'>]-?: Field }
  /** The parts of a scope that it takes, beside `afterMs` and `forMs`, which each takes. */
  readonly scope: readonly Exclude<keyof FaultScope, 'afterMs' | 'forMs'>[]
}

/** What an act does, and what it takes. */
export interface ActKind {
  /** A sentence for a person. */
  readonly about: string
  readonly fields: Readonly<Record<string, Field>>
}

const DAY_MS = 86_400_000
const DAY_SECONDS = 86_400

const text = (about: string, like: string): Field => ({ about, takes: { kind: 'text', like } })
const whole = (about: string, from: number, to: number): Field => ({
  about,
  takes: { kind: 'whole', from, to },
})
const oneOf = (about: string, values: readonly string[]): Field => ({
  about,
  takes: { kind: 'one-of', values },
})
const required = (field: Field): Field => ({ ...field, required: true })

const service = oneOf('Which service; default all.', ['rest', 'auth', 'storage', 'realtime'])
const status = required(whole('The HTTP status of the answer.', 400, 599))
const retryAfter = whole('Seconds, sent as Retry-After; default none.', 0, DAY_SECONDS)
const what = oneOf('Which frames; default changes.', [
  'changes',
  'broadcasts',
  'presence',
  'system',
  'replies',
])
const STREAMS = ['changes', 'broadcasts']
const ofStream = oneOf('Changes of tables, or broadcasts from SQL; default changes.', STREAMS)
const ofStreams = oneOf('Changes of tables, or broadcasts from SQL; default both.', STREAMS)
const message = text('The text of the answer.', '"The database is not there."')
const delay = whole('Milliseconds; default until the fault ends.', 0, DAY_MS)

const ofRequests = ['user', 'table', 'path', 'method', 'count'] as const
const ofChannels = ['user', 'topic', 'count'] as const
const ofFrames = ['user', 'topic', 'table', 'count'] as const

/** Every kind of fault. */
export const FAULTS: { readonly [Type in FaultType]: FaultKind<Type> } = {
  'http-error': {
    about: 'Requests are answered with a status, and nothing is done.',
    fields: { service, status, retryAfter, message },
    scope: ofRequests,
  },
  'http-hang': {
    about: 'Requests are never answered, and nothing is done.',
    fields: { service },
    scope: ofRequests,
  },
  'http-slow': {
    about: 'Requests wait before anything is done.',
    fields: { service, ms: delay },
    scope: ofRequests,
  },
  'http-cut': {
    about: 'Requests are carried out, and the connection is cut in the middle of the answer.',
    fields: { service },
    scope: ofRequests,
  },
  'http-lost': {
    about: 'Requests are carried out (a write is committed), and the answer is lost.',
    fields: { service },
    scope: ofRequests,
  },
  'realtime-off': {
    about: 'Sockets are cut and handshakes refused with 503, while REST goes on.',
    fields: {},
    scope: [],
  },
  'half-open': {
    about: 'Open sockets fall silent for good, and handshakes hang: packets drop without a word.',
    fields: {},
    scope: ofChannels,
  },
  'handshake-hang': {
    about: 'Handshakes are never answered, while open sockets go on.',
    fields: {},
    scope: ['count'],
  },
  'handshake-refuse': {
    about: 'Handshakes are refused with a status.',
    fields: { status, retryAfter, message },
    scope: ['count'],
  },
  'join-refuse': {
    about: 'Joins are answered with an error.',
    fields: {
      reason: required(
        text('The reason that the client is told.', '"Unauthorized: You do not have permissions"'),
      ),
      delayMs: whole('Milliseconds until the answer; default as the backend does.', 0, DAY_MS),
      blocking: {
        about: 'Whether the whole socket stands still until the answer; default true, as really.',
        takes: { kind: 'flag' },
      },
    },
    scope: ofChannels,
  },
  'heartbeat-ignore': {
    about: 'Heartbeats are not answered, while everything else goes on.',
    fields: {},
    scope: ofChannels,
  },
  'frame-skip': {
    about: 'Frames to channels are lost, and nobody is told.',
    fields: { what },
    scope: ofFrames,
  },
  'frame-delay': {
    about: 'Frames to channels come late; others pass them.',
    fields: { what, ms: delay },
    scope: ofFrames,
  },
  'frame-duplicate': {
    about: 'Frames to channels come more than once.',
    fields: { what, times: whole('How often in all; default 2.', 2, 100) },
    scope: ofFrames,
  },
  'frame-reorder': {
    about: 'Frames to each channel come in reverse, so many at a time.',
    fields: { what, window: whole('How many at a time; default 2.', 2, 1000) },
    scope: ofFrames,
  },
  'token-expire': {
    about: 'Tokens of users made until now have run out, everywhere; later ones are good.',
    fields: {},
    scope: ['user'],
  },
  'database-pause': {
    about: 'Queries of all services hang, and go on when the fault ends; changes come late.',
    fields: {},
    scope: ['user', 'count'],
  },
  'poller-down': {
    about: 'What the database streams is cut off: what commits meanwhile is lost without a word.',
    fields: { what: ofStreams },
    scope: [],
  },
  'stream-skip': {
    about: 'Changes of tables, or broadcasts from SQL, are lost to everyone without a word.',
    fields: { what: ofStream },
    scope: ['topic', 'table', 'count'],
  },
  'rate-limit': {
    about: 'What the database streams above a limit is lost to everyone without a word.',
    fields: {
      what: ofStream,
      perSecond: required(
        whole('How much a second, on the average of 60 s; 0 loses everything.', 0, 1_000_000),
      ),
    },
    scope: [],
  },
}

/** Every part of a scope. */
export const SCOPE: { readonly [Name in keyof FaultScope]-?: Field } = {
  user: text('The id of a user, the sub of the token.', '"11111111-1111-4111-8111-111111111111"'),
  topic: text('The name of a channel, without realtime:.', '"room:1"'),
  table: text('schema.name, or a name in any schema.', '"public.tasks"'),
  path: text('The beginning of the path; * stands for anything.', '"/rest/v1/tasks"'),
  method: oneOf('The method of the request.', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  count: whole('How often at most; default no limit.', 1, 1_000_000),
  afterMs: whole('Milliseconds after which it begins; default 0.', 0, DAY_MS),
  forMs: whole('Milliseconds after which it ends by itself; default never.', 1, DAY_MS),
}

const { user, topic, count } = SCOPE
const ofOpen = { user, topic, count }

/** Every act. */
export const ACTS: { readonly [Name in ActName]: ActKind } = {
  dropSockets: {
    about: 'Closes sockets with a code.',
    fields: {
      ...ofOpen,
      code: {
        about: 'The code; default 1012, and 1006 cuts the connection without a word.',
        takes: { kind: 'close-code' },
      },
    },
  },
  silenceSockets: {
    about: 'Makes sockets half-open: they stay, and nothing goes through them any more.',
    fields: ofOpen,
  },
  closeChannels: { about: 'Ends channels as the server does unasked.', fields: ofOpen },
  crashChannels: {
    about: 'Ends channels as when their process on the server fails.',
    fields: ofOpen,
  },
  expireTokens: { about: 'Ends channels as when their token runs out.', fields: ofOpen },
  limitChannels: {
    about: 'Ends channels with "Too many messages per second".',
    fields: ofOpen,
  },
  restartEngine: {
    about:
      'Subscribes channels anew: changes until the second "Subscribed to PostgreSQL" are lost.',
    fields: ofOpen,
  },
  killPoller: {
    about: 'Cuts what the database streams; it opens again, and what commits meanwhile is lost.',
    fields: { what: ofStreams },
  },
}
