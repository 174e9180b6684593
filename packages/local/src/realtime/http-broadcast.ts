import { Hono, type Context as Request } from 'hono'
import { TokenError, type Caller, type Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import { mayWrite } from './authorize.ts'
import { isObject, type JsonObject } from './channel/join-config.ts'
import { TOPIC_PREFIX, type Hub, type Room } from './hub.ts'
import { broadcastEncoder, envelopeBroadcast, type Broadcast } from './wire/broadcast.ts'
import type { BroadcastBody } from './wire/frame.ts'

/**
 * Broadcasting over HTTP: `POST /api/broadcast` with a list of messages, and one message at
 * `POST /api/broadcast/:topic/events/:event`. A private message needs the sender's write policy; one
 * that is refused is dropped in silence, as on a channel.
 */
export function broadcastRoutes(context: Context, hub: Hub): Hono {
  const publish = async (caller: Caller, room: Room, broadcast: Broadcast): Promise<void> => {
    const allowed = !room.isPrivate || (await mayWrite(context.db, caller, room.topic, 'broadcast'))
    if (allowed) hub.send(room, broadcastEncoder(TOPIC_PREFIX + room.topic, broadcast))
  }
  const routes = new Hono()
  routes.use('/api/*', async (request, next) => {
    if (context.faults.realtime === 'off')
      return request.json({ message: 'Realtime is switched off' }, 503)
    return next()
  })
  routes.post('/api/broadcast', async request => {
    const caller = await senderOf(context, request)
    if (caller === undefined) return request.json({ message: 'Unauthorized' }, 401)
    const body: unknown = await request.req.json().catch(() => undefined)
    const read = readMessages(body)
    if (!read.ok) return request.json({ errors: read.errors }, 422)
    for (const { topic, isPrivate, envelope } of read.messages) {
      await publish(caller, { topic, isPrivate }, envelopeBroadcast(envelope))
    }
    return request.body(null, 202)
  })
  routes.post('/api/broadcast/:topic/events/:event', async request => {
    const caller = await senderOf(context, request)
    if (caller === undefined) return request.json({ message: 'Unauthorized' }, 401)
    const read = await readBody(request)
    if (!read.ok) return request.json({ message: read.message }, read.status)
    const { topic, event } = request.req.param()
    const isPrivate = request.req.query('private') === 'true'
    const user = { event, meta: '', body: read.body }
    await publish(caller, { topic, isPrivate }, { form: 'user', user })
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
  readonly topic: string
  readonly isPrivate: boolean
  readonly envelope: JsonObject
}

type ReadMessages =
  | { readonly ok: true; readonly messages: readonly Message[] }
  | { readonly ok: false; readonly errors: { readonly messages: readonly unknown[] } }

const BLANK = "can't be blank"

function readMessages(body: unknown): ReadMessages {
  const listed: unknown = isObject(body) ? body['messages'] : undefined
  if (!Array.isArray(listed) || listed.length === 0) {
    return { ok: false, errors: { messages: [BLANK] } }
  }
  const raw = listed.map((each: unknown): JsonObject => (isObject(each) ? each : {}))
  const faults = raw.map(faultsOf)
  if (faults.some(each => Object.keys(each).length > 0)) {
    return { ok: false, errors: { messages: faults } }
  }
  const messages = raw.map(({ topic, event, payload, private: isPrivate }) => ({
    topic: String(topic),
    isPrivate: isPrivate === true,
    envelope: { event, payload, type: 'broadcast' },
  }))
  return { ok: true, messages }
}

function faultsOf({ topic, event, payload }: JsonObject): JsonObject {
  return {
    ...(isFilled(topic) ? {} : { topic: [BLANK] }),
    ...(isFilled(event) ? {} : { event: [BLANK] }),
    ...(isObject(payload) ? {} : { payload: [BLANK] }),
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

type ReadBody =
  | { readonly ok: true; readonly body: BroadcastBody }
  | { readonly ok: false; readonly status: 415 | 422; readonly message: string }

async function readBody(request: Request): Promise<ReadBody> {
  const type = request.req.header('content-type') ?? ''
  if (type.startsWith('application/octet-stream')) {
    const bytes = Buffer.from(await request.req.arrayBuffer())
    return { ok: true, body: { encoding: 'binary', bytes } }
  }
  if (!type.startsWith('application/json')) {
    const message = 'Unsupported content type: send application/json or application/octet-stream'
    return { ok: false, status: 415, message }
  }
  const text = await request.req.text()
  try {
    JSON.parse(text)
    return { ok: true, body: { encoding: 'json', text } }
  } catch {
    return { ok: false, status: 422, message: 'The body is not JSON' }
  }
}
