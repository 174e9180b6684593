import pg, { type Client, type ClientConfig, type PoolClient, type QueryResult } from 'pg'
import type { Caller, Database } from '../context.ts'

/** How to open a database. */
export interface DatabaseOptions {
  readonly connection: ClientConfig
  /** Whether the owner is a superuser, who may become `authenticator`. */
  readonly superuser: boolean
  /** One line about something unexpected. */
  readonly warn: (line: string) => void
}

const CONNECTIONS = 20
/** What hosted Supabase sets, so that `gen_random_bytes()` is found and times are in UTC. */
const SESSION = '-c search_path="$user",public,extensions -c TimeZone=UTC'

type TextResult = QueryResult<Record<string, string | null>>

/** Opens a pool of connections to one database, as its owner. Connects at first use. */
export function openDatabase({ connection, superuser, warn }: DatabaseOptions): Database {
  const config: ClientConfig = {
    ...connection,
    options: SESSION,
    types: { getTypeParser: () => asText },
  }
  const pool = new pg.Pool({ ...config, max: CONNECTIONS, allowExitOnIdle: true })
  // The pool replaces a connection that died while nobody used it.
  pool.on('error', error => {
    if (!pool.ending) warn(`A database connection was lost: ${error.message}`)
  })

  const inTransaction = async <T>(
    begin: string,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> => {
    const client = await pool.connect()
    try {
      await client.query(begin)
      const result = await work(client)
      await client.query('commit')
      client.release()
      return result
    } catch (error) {
      await rollBack(client)
      throw error
    }
  }

  return {
    query: (text, values) =>
      pool.query(text, values === undefined ? [] : [...values]) as Promise<TextResult>,
    transaction: work => inTransaction('begin', work),
    as: async (caller, settings, work) => inTransaction(beginAs(superuser, caller, settings), work),
    connect: options =>
      connect(options?.replication === undefined ? config : { ...config, ...options }),
    close: () => pool.end(),
  }
}

/** PostgreSQL's own text, whatever the type. */
function asText(value: string): string {
  return value
}

async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch (error) {
    client.release(error as Error)
  }
}

async function connect(config: ClientConfig): Promise<Client> {
  const client = new pg.Client(config)
  await client.connect()
  return client
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
