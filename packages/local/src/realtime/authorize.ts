import { randomUUID } from 'node:crypto'
import type { Caller, Database } from '../context.ts'

const extensions = ['broadcast', 'presence'] as const

/** A kind of message, by which policies on realtime.messages tell them apart. */
export type Extension = (typeof extensions)[number]

/**
 * What the policies on realtime.messages let a caller read from a topic: a message of each kind is
 * written as the owner, looked for as the caller, and rolled back. Nothing when the role is not to
 * be had.
 */
export async function readableBy(
  db: Database,
  caller: Caller,
  topic: string,
): Promise<ReadonlySet<Extension>> {
  if (isUnwritable(topic)) return new Set()
  const ids = new Map<string, Extension>([
    [randomUUID(), 'broadcast'],
    [randomUUID(), 'presence'],
  ])
  const answer = await answerOf(
    db.transaction(async client => {
      for (const [id, extension] of ids) {
        await client.query(
          `insert into realtime.messages (id, topic, extension, private) values ($1, $2, $3, true)`,
          [id, topic, extension],
        )
      }
      const become = await client.query(
        `select set_config('request.jwt.claims', $1, true), set_config('request.headers', '{}', true),
                set_config('realtime.topic', $2, true), set_config('role', $3, true)
          where pg_has_role('authenticator', $3, 'member')`,
        [JSON.stringify(caller.claims), topic, caller.role],
      )
      if (become.rows.length === 0) throw new Answer([])
      const { rows } = await client.query(
        'select extension from realtime.messages where id = any($1)',
        [[...ids.keys()]],
      )
      throw new Answer(rows.map(row => String(row['extension'])))
    }),
  )
  return new Set(extensions.filter(extension => answer.includes(extension)))
}

/** Whether the policies on realtime.messages let a caller write to a topic. Nothing is kept. */
export async function mayWrite(
  db: Database,
  caller: Caller,
  topic: string,
  extension: Extension,
): Promise<boolean> {
  if (isUnwritable(topic)) return false
  const settings = { 'realtime.topic': topic, 'request.headers': '{}' }
  const answer = await answerOf(
    db.as(caller, settings, async client => {
      await client.query(
        'insert into realtime.messages (topic, extension, private) values ($1, $2, true)',
        [topic, extension],
      )
      throw new Answer([extension])
    }),
  )
  return answer.includes(extension)
}

/** No text in PostgreSQL holds a NUL, so no policy can allow such a topic. */
function isUnwritable(topic: string): boolean {
  return topic.includes('\0')
}

/** Ends a probe's transaction without a trace, carrying the answer out of it. */
class Answer extends Error {
  readonly allowed: readonly string[]
  constructor(allowed: readonly string[]) {
    super('The transaction of a probe is rolled back.')
    this.allowed = allowed
  }
}

async function answerOf(probe: Promise<never>): Promise<readonly string[]> {
  try {
    return await probe
  } catch (error) {
    if (error instanceof Answer) return error.allowed
    if (isRefusal(error)) return []
    throw error
  }
}

/**
 * No privilege, a policy that is not met or that fails itself, or a role that is not to be had: what
 * PostgreSQL says of the request, and not of its own state.
 */
function isRefusal(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return typeof code === 'string' && /^(2[0-9A-Z]|3[0-9A-Z]|42|54|P0|XX)...$/.test(code)
}
