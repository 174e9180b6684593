import pg, { type ClientConfig, type Pool, type PoolClient } from 'pg'
import type { Caller, Database } from '../context.ts'
import { borrow, connected } from './borrow.ts'

/** How to open a database. */
export interface DatabaseOptions {
  readonly connection: ClientConfig
  /** Whether the owner is a superuser, who may become `authenticator`. */
  readonly superuser: boolean
  /** One line about something unexpected. */
  readonly warn: (line: string) => void
}

const CONNECTIONS = 20
const CONNECT_WITHIN_MS = 10_000
/** What hosted Supabase sets, so that `gen_random_bytes()` is found and times are in UTC. */
const SESSION = '-c search_path="$user",public,extensions -c TimeZone=UTC'
/** What a function set for its session must not reach the next to use the connection. A rollback undoes it anyway. */
const COMMIT = 'commit; reset session authorization; reset all'

/**
 * Opens a pool of connections to one database, as its owner. Connects at first use, and again by
 * itself after the database was away. A statement waits at most 10 s for a connection.
 */
export function openDatabase(options: DatabaseOptions): Database {
  return openPool(options, CONNECTIONS)
}

function openPool(options: DatabaseOptions, max: number): Database {
  const { connection, superuser, warn } = options
  const config: ClientConfig = {
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    ...connection,
    options: SESSION,
    types: { getTypeParser: () => asText },
  }
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    max,
    allowExitOnIdle: true,
  })
  warnOfLosses(pool, warn)
  const reserved: Database[] = []

  const inTransaction = <T>(begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> =>
    borrow(pool, async (client, discard) => {
      try {
        await client.query(begin)
        const result = await work(client)
        await client.query(COMMIT)
        return result
      } catch (error) {
        await client.query('rollback').catch(discard)
        throw error
      }
    })

  return {
    query: (text, values) =>
      borrow(pool, client =>
        client.query<Record<string, string | null>>(text, values === undefined ? [] : [...values]),
      ),
    transaction: work => inTransaction('begin', work),
    as: async (caller, settings, work) => inTransaction(beginAs(superuser, caller, settings), work),
    connect: options =>
      connected(
        new pg.Client(options?.replication === undefined ? config : { ...config, ...options }),
      ),
    reserve: connections => {
      const share = openPool(options, connections)
      reserved.push(share)
      return share
    },
    close: async () => {
      await Promise.all([pool.end(), ...reserved.map(share => share.close())])
    },
  }
}

/** One line for each time that the database goes away, however many connections it takes along. */
function warnOfLosses(pool: Pool, warn: (line: string) => void): void {
  let database: 'there' | 'away' = 'there'
  pool.on('connect', () => (database = 'there'))
  // The pool replaces a connection that died while nobody used it.
  pool.on('error', error => {
    if (pool.ending || database === 'away') return
    database = 'away'
    warn(`A database connection was lost and is made again when needed: ${error.message}`)
  })
}

/** PostgreSQL's own text, whatever the type. */
function asText(value: string): string {
  return value
}

/**
 * One round trip instead of two. A superuser's session becomes `authenticator`'s, so that PostgreSQL
 * itself refuses a role which a token must not choose; for another owner a function does.
 */
function beginAs(
  superuser: boolean,
  caller: Caller,
  settings: Readonly<Record<string, string>>,
): string {
  const check = superuser ? '' : `select extensions.require_token_role(${literal(caller.role)});`
  const all = {
    ...(superuser ? { session_authorization: 'authenticator' } : {}),
    role: caller.role,
    'request.jwt.claims': JSON.stringify(caller.claims),
    ...settings,
  }
  const calls = Object.entries(all).map(
    ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, true)`,
  )
  return `begin; ${check} select ${calls.join(', ')}`
}

function literal(value: string): string {
  // The simple protocol ends a statement at a zero byte, which would cut off the quote.
  if (value.includes('\0')) throw new TypeError('A setting must not contain a zero byte.')
  return pg.escapeLiteral(value)
}
