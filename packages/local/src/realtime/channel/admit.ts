import { mayRead } from '../authorize.ts'
import { TOPIC_PREFIX, type Room } from '../hub.ts'
import type { Server } from '../server.ts'
import { expiredRefusal, openSession, secondsOver, type Session } from '../session.ts'
import { parseJoin, type JoinConfig } from './join-config.ts'
import { readReplay } from './replay.ts'

export type Admission =
  | {
      readonly ok: true
      readonly room: Room
      readonly config: JoinConfig
      readonly session: Session
      /** JSON texts of stored broadcasts to send after the reply. */
      readonly replayed: readonly string[]
    }
  /** The reason the join is refused with, in the real server's words. */
  | { readonly ok: false; readonly reason: string }

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
  if (subtopic === '') return refused('TopicNameRequired: You must provide a topic name')
  const parsed = parseJoin(subtopic, payload)
  if (!parsed.ok) return parsed
  const { config } = parsed
  const opened = await sessionOf(server, apiKey, config.token)
  if (!opened.ok) return refused(opened.refusal.join)
  const { session } = opened
  const { db } = server.context
  const room = { topic: subtopic, isPrivate: config.isPrivate }
  if (room.isPrivate && !(await mayRead(db, session.caller, subtopic))) {
    const text = `You do not have permissions to read from this Channel topic: ${subtopic}`
    return refused(`Unauthorized: ${text}`)
  }
  if (config.replay === undefined) return { ok: true, room, config, session, replayed: [] }
  const replay = await readReplay(db, subtopic, room.isPrivate, config.replay)
  if (!replay.ok) return replay
  return { ok: true, room, config, session, replayed: replay.envelopes }
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
