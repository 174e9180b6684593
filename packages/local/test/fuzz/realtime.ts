import { attempts } from '../attacks/attempts.ts'
import type { CommitStep, RequestStep, SendStep, Step, Who } from './case.ts'
import type { Dice } from './dice.ts'
import { encoded, mutated, mutatedBytes } from './mutate.ts'
import { column, json, relations, value } from './words.ts'

const whos: readonly Who[] = ['alice', 'bob', 'alice', 'bob', 'anon', 'service']
const ALICE = 'aaaaaaaa-0000-4000-8000-000000000001'
const BOB = 'bbbbbbbb-0000-4000-8000-000000000002'
const topics = ['room', 'room', 'other', ALICE, BOB, 'public:notes', 'public:notes:id=eq.1']
const operators = [
  'eq',
  'neq',
  'gt',
  'lte',
  'in',
  'like',
  'ilike',
  'is',
  'match',
  'imatch',
  'isdistinct',
]
const events = [
  'phx_leave',
  'broadcast',
  'broadcast',
  'presence',
  'presence',
  'access_token',
  'heartbeat',
  'postgres_changes',
  'phx_close',
  'phx_error',
  'phx_reply',
  'system',
  'nothing',
]

/** Two or three sockets of different people, whose frames come as they like. */
export function realtimeSteps(dice: Dice): readonly Step[] {
  const sockets = 2 + dice.below(2)
  const vsns = Array.from({ length: sockets }, () => (dice.chance(0.2) ? '1.0.0' : '2.0.0'))
  const opens = vsns.map((vsn, socket): Step => ({
    kind: 'open',
    socket,
    who: dice.pick(whos),
    vsn,
  }))
  const length = 15 + dice.below(15)
  const moves = Array.from({ length }, (_, at): Step => {
    const socket = dice.below(sockets)
    if (dice.chance(0.08)) return commit(dice)
    if (dice.chance(0.05)) return broadcastRequest(dice)
    if (dice.chance(0.01)) return { kind: 'close', socket, how: dice.pick(['close', 'cut']) }
    // Joins first, so that most of what follows meets a channel.
    return send(dice, { socket, vsn: vsns[socket] ?? '2.0.0', joins: at < length / 3 })
  })
  return [...opens, ...moves]
}

interface Sender {
  readonly socket: number
  readonly vsn: string
  readonly joins: boolean
}

function send(dice: Dice, { socket, vsn, joins }: Sender): SendStep {
  if (!joins && dice.chance(0.25))
    return { kind: 'send', socket, bytes: push(dice).toString('base64') }
  const topic = topicOf(dice)
  const event =
    joins && dice.chance(0.8)
      ? 'phx_join'
      : dice.chance(0.05)
        ? dice.pick(attempts)
        : dice.pick(events)
  const payload = payloadOf(dice, event)
  const ref = dice.pick<unknown>(['1', '2', '7', null, 3, value(dice)])
  const joinRef = dice.pick<unknown>(['1', '1', '2', null, 3])
  const frame =
    vsn === '1.0.0'
      ? { topic, event, payload, ref, join_ref: joinRef }
      : [joinRef, ref, topic, event, payload]
  return { kind: 'send', socket, text: textOf(dice, frame) }
}

function textOf(dice: Dice, frame: unknown): string {
  const text = JSON.stringify(frame)
  if (dice.chance(0.1)) return mutated(dice, text)
  if (!dice.chance(0.005)) return text
  const depth = dice.below(20_000)
  return `["1","1","realtime:room","${dice.pick(['broadcast', 'phx_join'])}",{"config":{"postgres_changes":[{"a":${'['.repeat(depth)}${']'.repeat(depth)}}]}}]`
}

function topicOf(dice: Dice): string {
  if (dice.chance(0.05)) return dice.pick(['phoenix', 'realtime:', '', ...attempts])
  return `realtime:${dice.chance(0.08) ? dice.pick(attempts) : dice.pick(topics)}`
}

function payloadOf(dice: Dice, event: string): unknown {
  if (dice.chance(0.06)) return json(dice)
  switch (event) {
    case 'phx_join':
      return joinOf(dice)
    case 'broadcast':
      return { type: 'broadcast', event: value(dice), payload: json(dice) }
    case 'presence':
      return {
        type: 'presence',
        event: dice.pick(['track', 'track', 'untrack', 'x']),
        payload: json(dice),
      }
    case 'access_token':
      return { access_token: tokenOf(dice) }
    default:
      return dice.chance(0.5) ? {} : json(dice)
  }
}

/** `$self` stands for the sender's own token: only seldom does one socket become somebody else's. */
function tokenOf(dice: Dice): unknown {
  return dice.pick<unknown>([
    '$self',
    '$self',
    '$self',
    '$self',
    '$forger',
    'sb_publishable_x',
    null,
    value(dice),
    ...(dice.chance(0.2) ? ['$alice', '$bob', '$anon'] : []),
  ])
}

function joinOf(dice: Dice): unknown {
  return {
    config: {
      broadcast: {
        self: dice.chance(0.5),
        ack: dice.chance(0.5),
        replication_ready: dice.chance(0.2),
        ...(dice.chance(0.1) && {
          replay: { since: json(dice), limit: dice.pick<unknown>([1, 25, -1, value(dice)]) },
        }),
      },
      presence: { key: dice.pick(['', 'k', value(dice)]), enabled: dice.chance(0.5) },
      postgres_changes: dice.chance(0.05) ? json(dice) : dice.several(3, () => binding(dice)),
      private: dice.pick<unknown>([true, false, false, 'true', value(dice)]),
    },
    ...(dice.chance(0.5) && { access_token: tokenOf(dice) }),
  }
}

function binding(dice: Dice): unknown {
  const filters = dice.several(2, () => {
    const not = dice.chance(0.2) ? 'not.' : ''
    const operator = dice.chance(0.05) ? dice.pick(attempts) : dice.pick(operators)
    const text =
      operator === 'in' ? `(${dice.several(3, () => value(dice)).join(',')})` : value(dice)
    return `${column(dice)}=${not}${operator}.${text}`
  })
  return {
    event: dice.pick(['*', '*', 'INSERT', 'UPDATE', 'DELETE', value(dice)]),
    schema: dice.chance(0.1) ? dice.pick(['*', 'canary', 'auth', ...attempts]) : 'public',
    ...(dice.chance(0.9) && {
      table: dice.chance(0.06)
        ? dice.pick(attempts)
        : dice.pick(['notes', 'parts', 'whole_notes', '*', ...relations]),
    }),
    ...(dice.chance(0.4) && { filter: dice.chance(0.1) ? json(dice) : filters.join(',') }),
    ...(dice.chance(0.15) && { select: dice.several(3, () => column(dice)) }),
  }
}

/** A broadcast as bytes: five lengths, the encoding, the parts, the body. */
function push(dice: Dice): Buffer {
  const parts = [
    '1',
    '2',
    topicOf(dice),
    value(dice),
    dice.pick(['', '{}', '{"id":"1"}', value(dice)]),
  ].map(text => Buffer.from(text).subarray(0, 255))
  const encoding = dice.pick([0, 1, 1, 1, 2])
  const bytes = Buffer.concat([
    Buffer.from([3, ...parts.map(part => part.length), encoding]),
    ...parts,
    Buffer.from(JSON.stringify(json(dice))),
  ])
  return dice.chance(0.35) ? mutatedBytes(dice, bytes) : bytes
}

/** A broadcast over HTTP: several in one body, or one by its address. */
function broadcastRequest(dice: Dice): RequestStep {
  const topic = dice.chance(0.1) ? dice.pick(attempts) : dice.pick(topics)
  const message = {
    topic: dice.chance(0.05) ? json(dice) : topic,
    event: value(dice),
    payload: dice.chance(0.2) ? json(dice) : { a: json(dice) },
    private: dice.chance(0.5),
  }
  const isSingle = dice.chance(0.4)
  const text = JSON.stringify(isSingle ? message.payload : { messages: [message, message] })
  const single = `/${encoded(topic)}/events/${encoded(value(dice))}?private=${dice.chance(0.5)}`
  return {
    kind: 'request',
    who: dice.pick([...whos, 'nobody', 'forger']),
    method: 'POST',
    path: `/realtime/v1/api/broadcast${isSingle ? single : ''}`,
    headers: { 'content-type': dice.pick(['application/json', 'application/octet-stream']) },
    body: dice.chance(0.1) ? mutated(dice, text) : text,
  }
}

/** Rows with their owners' markers are written, changed and deleted by the database's owner. */
function commit(dice: Dice): CommitStep {
  const [owner, parity] = dice.pick([[ALICE, 1] as const, [BOB, 0] as const])
  const id = 2 * dice.below(10) + parity
  const table = dice.pick(['notes', 'parts', 'whole_notes'])
  const text = table === 'parts' ? 'name' : 'title'
  return {
    kind: 'commit',
    sql: dice.pick([
      `insert into public.${table} (id, owner, ${text}) select nextval('canary.ids') * 2 + ${parity}, '${owner}', 'made ' || clock_timestamp()`,
      `update public.${table} set ${text} = 'changed ' || clock_timestamp() where id = ${id}`,
      `delete from public.${table} where ctid in (select ctid from public.${table} where id > 100 and owner = '${owner}' limit 2)`,
      `select realtime.send(jsonb_build_object('secret', canary.marker('${owner}')), 'told', '${owner}', true)`,
    ]),
  }
}
