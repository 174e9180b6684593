import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { TEMPLATE, type RunningTestCluster } from '../../../local/src/testing/cluster.ts'
import {
  startPostgres,
  type PostgresVersion,
} from '../../../local/src/testing/postgres-versions.ts'
import { kit } from '../kit.ts'

/** What `changes_since` answers. */
interface Answer {
  readonly cursor: string
  readonly changes: readonly LoggedChange[]
  readonly complete: boolean
  readonly reason: string | null
  readonly tables: readonly string[]
  readonly poll_after_ms: number | null
  readonly rotate: boolean
}

interface LoggedChange {
  readonly scope: string
  readonly table: string
  readonly operation: string
  readonly origin: string | null
  readonly ids: readonly string[] | null
  readonly route: readonly Record<string, unknown>[] | null
  readonly commits: Readonly<Record<string, number>> | null
}

/** A connection of somebody's own. */
export interface Session {
  sql<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>
  /** The first column of the first row. */
  value(text: string, values?: readonly unknown[]): Promise<unknown>
  ask(scopes: readonly string[], cursor?: string): Promise<Answer>
  /** The warnings since the last call. */
  warnings(): string[]
}

/** Somebody who asks again and again. */
interface Reader {
  /** What it had not seen: `project:1 shots UPDATE 1,2`; or why that is not all. */
  hears(): Promise<string[] | string>
  cursor(): string
}

export interface FeedDatabase extends Session {
  readonly connection: pg.ClientConfig
  session(): Promise<Session>
  reader(...scopes: string[]): Promise<Reader>
  /** What was broadcast since the last call, each as `topic`, and `table operation ids` of its changes. */
  sent(): Promise<string[]>
}

export interface FeedStage {
  /** A database of the test's own: with the kit and the sample app, or as Supabase hands it out. */
  database(filled?: 'filled' | 'bare'): Promise<FeedDatabase>
  /** One like it that tests share, in which they write rows and change nothing else: each finds the sample's rows. */
  shared(): Promise<FeedDatabase>
}

/** One PostgreSQL for the tests on that version. */
export function feedStage(
  version: PostgresVersion,
  settings: Readonly<Record<string, string>> = {},
): FeedStage {
  let cluster: RunningTestCluster
  let common: FeedDatabase
  let open: pg.Client[] = []
  let kept: pg.Client[] = []
  let made = 0
  const connect = async (connection: pg.ClientConfig): Promise<Session> => {
    const client = new pg.Client(connection)
    open.push(client)
    await client.connect()
    return session(client)
  }
  const connectTo = async (name: string): Promise<FeedDatabase> => {
    const connection = { ...cluster.connection, database: name }
    const own = await connect(connection)
    return {
      ...own,
      connection,
      session: () => connect(connection),
      reader: (...scopes) => reader(own, scopes),
      sent: () => sent(own),
    }
  }
  const database = async (template: string): Promise<FeedDatabase> => {
    made += 1
    const name = `feed_${made}`
    await above(`create database ${name} template ${template} strategy file_copy`)
    return connectTo(name)
  }
  const above = async (statement: string): Promise<void> => {
    await kept[0]?.query(statement)
  }
  const disconnect = async (): Promise<void> => {
    await Promise.all(open.map(client => client.end()))
    open = []
  }
  /** The sample's rows are there, and nothing is logged or broadcast yet. */
  const fill = async (session: Session): Promise<void> => {
    await session.sql(await readFile(join(import.meta.dirname, 'rows.sql'), 'utf8'))
    // By itself: what is broadcast of the rows is only when they are committed.
    await session.sql('delete from everfresh.log; delete from realtime.messages')
  }
  /** Ends what a test that failed has left open. */
  const endAll = async (session: Session): Promise<void> => {
    await session.sql('rollback')
    await session.sql('reset role; reset all')
    const left = await session.sql<{ gid: string }>(
      'select gid from pg_prepared_xacts where database = current_database()',
    )
    for (const { gid } of left) await session.sql(`rollback prepared '${gid}'`)
  }
  beforeAll(async () => {
    cluster = await startPostgres(version, {
      max_prepared_transactions: '5',
      // It would come and go, and finds nothing that is worth it.
      autovacuum: 'off',
      ...settings,
    })
    await connect(cluster.connection)
    kept = open.splice(0)
    const template = await database(TEMPLATE)
    await template.sql(kit())
    await template.sql(await readFile(join(import.meta.dirname, 'sample.sql'), 'utf8'))
    await fill(template)
    await disconnect()
    common = await database('feed_1')
    kept.push(...open.splice(0))
  })
  afterEach(disconnect)
  afterAll(async () => {
    await Promise.all(kept.map(client => client.end()))
    await cluster.stop()
  })
  return {
    database: async (filled = 'filled') => {
      return database(filled === 'bare' ? TEMPLATE : 'feed_1')
    },
    shared: async () => {
      await endAll(common)
      await fill(common)
      common.warnings()
      return common
    },
  }
}

function session(client: pg.Client): Session {
  let heard: string[] = []
  client.on('notice', ({ severity, message }) => {
    if (severity === 'WARNING') heard.push(message ?? '')
  })
  const sql = async <Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]> =>
    (await client.query<Row>(text, values === undefined ? undefined : [...values])).rows
  const value = async (text: string, values?: readonly unknown[]): Promise<unknown> =>
    Object.values((await sql(text, values))[0] ?? {})[0]
  return {
    sql,
    value,
    ask: async (scopes, cursor) =>
      (await value('select public.changes_since($1, $2)', [scopes, cursor ?? null])) as Answer,
    warnings: () => {
      const warnings = heard
      heard = []
      return warnings
    },
  }
}

async function reader(own: Session, scopes: readonly string[]): Promise<Reader> {
  let { cursor } = await own.ask(scopes)
  return {
    cursor: () => cursor,
    hears: async () => {
      const answer = await own.ask(scopes, cursor)
      cursor = answer.cursor
      if (!answer.complete) return answer.reason ?? 'no reason'
      return answer.changes.map(change => `${change.scope} ${line(change)}`).toSorted()
    },
  }
}

function line({
  table,
  operation,
  ids,
}: Pick<LoggedChange, 'table' | 'operation' | 'ids'>): string {
  return `${table} ${operation} ${ids?.toSorted().join(',') ?? 'many'}`
}

interface Message {
  readonly topic: string
  readonly payload: { readonly changes: readonly LoggedChange[] }
}

async function sent(own: Session): Promise<string[]> {
  const messages = await own.sql<Message>(
    'with gone as (delete from realtime.messages returning *) select topic, payload from gone order by topic',
  )
  return messages.map(
    ({ topic, payload }) =>
      `${topic.replace('everfresh:', '')}: ${payload.changes.map(line).toSorted().join(' + ')}`,
  )
}
