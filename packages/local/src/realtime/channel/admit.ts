import { TOPIC_PREFIX, type Room } from '../hub.ts'
import type { Server } from '../server.ts'
import { expiredRefusal, openSession, secondsOver, type Session } from '../session.ts'
import { parseJoin, type JoinConfig } from './join-config.ts'
import { readReplay, type Replayed } from './replay.ts'
import { Rights } from './rights.ts'

/** A join that was found in order. */
export interface Admitted {
  readonly room: Room
  readonly config: JoinConfig
  readonly session: Session
  readonly rights: Rights
  /** Stored messages to send after the reply, oldest first. */
  readonly replayed: readonly Replayed[]
}

/** Why a join is refused, and how. */
export interface Refused {
  /** In the real server's words. */
  readonly reason: string
  /** Milliseconds until the answer. Default: the server's pace. */
  readonly delayMs?: number | undefined
  /** Whether the whole socket stands still until then. Default true. */
  readonly blocking?: boolean | undefined
}

export type Admission = ({ readonly ok: true } & Admitted) | ({ readonly ok: false } & Refused)

/**
 * Decides on a join: its form, its token (else the socket's), for a private channel the policies,
 * and the replay. Wrong bindings do not refuse a join; they are told later.
 */
export async function admit(
  server: Server,
  apiKey: Session,
  topic: string,
  payload: unknown,
): Promise<Admission> {
  const subtopic = topic.slice(TOPIC_PREFIX.length)
  const parsed = parseJoin(subtopic, payload)
  const excess = parsed.ok ? excessOf(server, topic, parsed.config) : undefined
  if (subtopic === '') return refused('TopicNameRequired: You must provide a topic name')
  if (!parsed.ok) return parsed
  if (excess !== undefined) return refused(excess)
  const { config } = parsed
  const opened = await sessionOf(server, apiKey, config.token)
  if (!opened.ok) return refused(opened.refusal.join)
  const { session } = opened
  const room = { topic: subtopic, isPrivate: config.isPrivate }
  const rights = await Rights.of(server.context.db, room, session.caller)
  const readsPresence = config.presence.isEnabled && rights.mayRead('presence')
  // Stored broadcasts are for those only who may read broadcasts.
  const mayEnter = rights.mayRead('broadcast') || (readsPresence && config.replay === undefined)
  if (!mayEnter) {
    const text = `You do not have permissions to read from this Channel topic: ${subtopic}`
    return refused(`Unauthorized: ${text}`)
  }
  const admitted = { room, config, session, rights }
  if (config.replay === undefined) return { ok: true, ...admitted, replayed: [] }
  const replay = await readReplay(server.context.db, room, config.replay)
  if (!replay.ok) return replay
  return { ok: true, ...admitted, replayed: replay.messages }
}

/** What the real server would not get through with either, though it has no word for it. */
function excessOf({ limits }: Server, topic: string, config: JoinConfig): string | undefined {
  if (Buffer.byteLength(topic) > limits.topicBytes) {
    return `TopicNameTooLong: A topic may have ${limits.topicBytes} bytes, with realtime: before it`
  }
  if (config.bindings.length > limits.bindings) {
    return `TooManyBindings: A channel may have ${limits.bindings} bindings to postgres_changes`
  }
  return undefined
}

async function sessionOf(
  server: Server,
  apiKey: Session,
  token: string | undefined,
): ReturnType<typeof openSession> {
  const isOwn = token !== undefined && token !== '' && !token.startsWith('sb_')
  if (isOwn) return openSession(server.context, token)
  const seconds = secondsOver(apiKey, server.context.now())
  return seconds === undefined
    ? { ok: true, session: apiKey }
    : { ok: false, refusal: expiredRefusal(seconds) }
}

function refused(reason: string): Admission {
  return { ok: false, reason }
}
