import { randomUUID } from 'node:crypto'
import type { Caller, Database } from '../context.ts'

export type Extension = 'broadcast' | 'presence'

/**
 * Whether the policies on realtime.messages let a caller read from a topic: a message is written as
 * the owner, looked for as the caller, and rolled back. False too when the role is not to be had.
 */
export async function mayRead(db: Database, caller: Caller, topic: string): Promise<boolean> {
  const id = randomUUID()
  return answerOf(
    db.transaction(async client => {
      await client.query(
        `insert into realtime.messages (id, topic, extension, private)
         values ($1, $2, 'broadcast', true)`,
        [id, topic],
      )
      const become = await client.query(
        `select set_config('request.jwt.claims', $1, true), set_config('request.headers', '{}', true),
                set_config('realtime.topic', $2, true), set_config('role', $3, true)
          where pg_has_role('authenticator', $3, 'member')`,
        [JSON.stringify(caller.claims), topic, caller.role],
      )
      if (become.rows.length === 0) throw new Answer(false)
      const found = await client.query('select from realtime.messages where id = $1', [id])
      throw new Answer(found.rows.length > 0)
    }),
  )
}

/** Whether the policies on realtime.messages let a caller write to a topic. Nothing is kept. */
export async function mayWrite(
  db: Database,
  caller: Caller,
  topic: string,
  extension: Extension,
): Promise<boolean> {
  const settings = { 'realtime.topic': topic, 'request.headers': '{}' }
  return answerOf(
    db.as(caller, settings, async client => {
      await client.query(
        'insert into realtime.messages (topic, extension, private) values ($1, $2, true)',
        [topic, extension],
      )
      throw new Answer(true)
    }),
  )
}

/** Ends a probe's transaction without a trace, carrying the answer out of it. */
class Answer extends Error {
  readonly allowed: boolean
  constructor(allowed: boolean) {
    super('The transaction of a probe is rolled back.')
    this.allowed = allowed
  }
}

async function answerOf(probe: Promise<never>): Promise<boolean> {
  try {
    return await probe
  } catch (error) {
    if (error instanceof Answer) return error.allowed
    if (isRefusal(error)) return false
    throw error
  }
}

/** No privilege, a policy that is not met, or a role that is unknown or not to be had. */
function isRefusal(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return code === '42501' || code === '22023' || code === '42704'
}
