import { Hono, type Context as Request } from 'hono'
import { TokenError, type Caller, type Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import { parseJson } from '../json.ts'
import { mayWrite } from './authorize.ts'
import { isObject, type JsonObject } from './channel/join-config.ts'
import { TOPIC_PREFIX, type Room } from './hub.ts'
import type { Server } from './server.ts'
import { broadcastEncoder, bytesOf, envelopeBroadcast, type Broadcast } from './wire/broadcast.ts'
import type { BroadcastBody } from './wire/frame.ts'

const TOO_MANY = 'You have exceeded your rate limit'
const TOO_MANY_AT_ONCE = 'Too many messages to broadcast, please reduce the batch size'
const TOO_LARGE = 'Payload size exceeds tenant limit'

/**
 * Broadcasting over HTTP: `POST /api/broadcast` with a list of messages, and one message at
 * `POST /api/broadcast/:topic/events/:event`. A private message needs the sender's write policy: of a
 * list one that is refused is dropped in silence, as on a channel; one by its address is told.
 */
export function broadcastRoutes({ context, hub, limits, meters }: Server): Hono {
  const mayPublish = async (caller: Caller, room: Room): Promise<boolean> =>
    !room.isPrivate || mayWrite(context.db, caller, room.topic, 'broadcast')
  const publish = (room: Room, broadcast: Broadcast): void => {
    meters.events.add()
    const encode = broadcastEncoder(TOPIC_PREFIX + room.topic, broadcast)
    hub.say(room, { extension: 'broadcast', encode })
  }
  const excessOf = (count: number): string | undefined => {
    const { average, isOver } = meters.events
    if (isOver) return TOO_MANY
    return count + average > limits.eventsPerSecond ? TOO_MANY_AT_ONCE : undefined
  }
  const routes = new Hono()
  routes.use('/api/*', async (request, next) => {
    if (context.faults.strike(['realtime-off'], [{}]) !== undefined)
      return request.json({ message: 'Realtime is switched off' }, 503)
    return next()
  })
  routes.post('/api/broadcast', async request => {
    const caller = await senderOf(context, request)
    if (caller === undefined) return request.json({ message: 'Unauthorized' }, 401)
    const body = await jsonOf(request)
    if (!body.ok) return request.json({ message: NOT_JSON }, 400)
    const read = readMessages(body.value)
    if (!read.ok) return request.json({ errors: read.errors }, 422)
    const excess = excessOf(read.messages.length)
    if (excess !== undefined) return request.json({ message: excess }, 429)
    for (const { room, envelope } of read.messages) {
      if (await mayPublish(caller, room)) publish(room, envelopeBroadcast(envelope))
    }
    return request.body(null, 202)
  })
  routes.post('/api/broadcast/:topic/events/:event', async request => {
    const caller = await senderOf(context, request)
    if (caller === undefined) return request.json({ message: 'Unauthorized' }, 401)
    const read = await readBody(request)
    if (!read.ok) return request.json(read.answer, read.status)
    if (bytesOf(read.body) > limits.payloadBytes) {
      return request.json({ errors: { payload: [TOO_LARGE] } }, 422)
    }
    const excess = excessOf(0)
    if (excess !== undefined) return request.json({ message: excess }, 429)
    const { topic, event } = request.req.param()
    const room = { topic, isPrivate: request.req.query('private') === 'true' }
    if (!(await mayPublish(caller, room))) return request.json({ message: 'Unauthorized' }, 403)
    publish(room, { form: 'user', user: { event, meta: '', body: read.body } })
    return request.body(null, 202)
  })
  return routes
}

/** Who sends a request; undefined when it has no key or a wrong one. */
async function senderOf(context: Context, request: Request): Promise<Caller | undefined> {
  const { headers } = request.req.raw
  if (headers.get('apikey') === null && headers.get('authorization') === null) return undefined
  try {
    return await callerOf(context, headers)
  } catch (error) {
    if (error instanceof TokenError) return undefined
    throw error
  }
}

interface Message {
  readonly room: Room
  readonly envelope: JsonObject
}

type ReadMessages =
  | { readonly ok: true; readonly messages: readonly Message[] }
  | { readonly ok: false; readonly errors: { readonly messages: readonly unknown[] } }

const BLANK = "can't be blank"
const INVALID = 'is invalid'

function readMessages(body: unknown): ReadMessages {
  const listed: unknown = isObject(body) ? body['messages'] : undefined
  if (listed === undefined || listed === null) return { ok: false, errors: { messages: [BLANK] } }
  if (!Array.isArray(listed)) return { ok: false, errors: { messages: [INVALID] } }
  if (listed.length === 0) return { ok: false, errors: { messages: [BLANK] } }
  if (!listed.every(isObject)) return { ok: false, errors: { messages: [INVALID] } }
  const faults = listed.map(faultsOf)
  if (faults.some(each => Object.keys(each).length > 0)) {
    return { ok: false, errors: { messages: faults } }
  }
  const messages = listed.map(({ topic, event, payload, private: isPrivate }) => ({
    room: { topic: String(topic), isPrivate: isPrivate === true || isPrivate === 'true' },
    envelope: { event, payload, type: 'broadcast' },
  }))
  return { ok: true, messages }
}

function faultsOf({ topic, event, payload }: JsonObject): JsonObject {
  const faults = Object.entries({
    topic: textFault(topic),
    event: textFault(event),
    payload: isObject(payload) ? undefined : faultOf(payload),
  })
  return Object.fromEntries(
    faults.flatMap(([field, fault]) => (fault === undefined ? [] : [[field, [fault]]])),
  )
}

function textFault(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? BLANK : undefined
  return faultOf(value)
}

function faultOf(value: unknown): string {
  return value === undefined || value === null ? BLANK : INVALID
}

const NOT_JSON = 'The body is not JSON'

type ReadBody =
  | { readonly ok: true; readonly body: BroadcastBody }
  | { readonly ok: false; readonly status: 400 | 415; readonly answer: JsonObject }

/** Reads one message's body. Without a content type it is JSON. */
async function readBody(request: Request): Promise<ReadBody> {
  const type = request.req.header('content-type') ?? 'application/json'
  if (type.startsWith('application/octet-stream')) {
    const bytes = Buffer.from(await request.req.arrayBuffer())
    return { ok: true, body: { encoding: 'binary', bytes } }
  }
  if (!type.startsWith('application/json')) {
    const error = 'Unsupported Media Type. Use application/json or application/octet-stream'
    return { ok: false, status: 415, answer: { error } }
  }
  const { ok, text } = await jsonOf(request)
  return ok
    ? { ok, body: { encoding: 'json', text } }
    : { ok, status: 400, answer: { message: NOT_JSON } }
}

type ReadJson =
  | { readonly ok: true; readonly text: string; readonly value: unknown }
  | { readonly ok: false; readonly text: string }

async function jsonOf(request: Request): Promise<ReadJson> {
  const text = await request.req.text()
  try {
    return { ok: true, text, value: parseJson(text) }
  } catch {
    return { ok: false, text }
  }
}
