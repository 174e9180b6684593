import { catalogueSql, errorText, readCatalogue, type Catalogue } from '@everfresh/core/diagnose'
import pg, { type Client } from 'pg'
import { readFeed, type FeedReading } from '../feed/facts.ts'
import { databaseTrouble } from './database-trouble.ts'
import type { DoctorFinding } from './finding.ts'

/** What the database says of itself and of whoever asks. */
export interface DatabaseFacts {
  readonly user: string
  readonly isSuperuser: boolean
  /** Such as `17.10`. */
  readonly version: string
  readonly walLevel: string
  /** False on a replica, and where the role's or the server's settings say so. */
  readonly mayWrite: boolean
  readonly mayCreateTables: boolean
  /** Only its owner adds tables to a publication. */
  readonly ownsPublication: boolean
  /** `for all tables`: to such a publication nothing can be added, and nothing has to be. */
  readonly publishesAll: boolean
  readonly catalogue: Catalogue
  readonly feed: FeedReading
}

export type DatabaseReading =
  | { readonly kind: 'read'; readonly facts: DatabaseFacts }
  | { readonly kind: 'failed'; readonly finding: DoctorFinding }

const FACTS = `select jsonb_build_object(
  'user', current_user,
  'isSuperuser', (select rolsuper from pg_roles where rolname = current_user),
  'version', split_part(current_setting('server_version'), ' ', 1),
  'walLevel', current_setting('wal_level'),
  'mayWrite', not pg_is_in_recovery() and current_setting('default_transaction_read_only') = 'off',
  'mayCreateTables', has_schema_privilege('public', 'create'),
  'ownsPublication', coalesce((select pg_has_role(pubowner, 'usage')
    from pg_publication where pubname = 'supabase_realtime'), false),
  'publishesAll', coalesce((select puballtables
    from pg_publication where pubname = 'supabase_realtime'), false)
) as facts`

/** Reads the system catalogues in a transaction that can change nothing. Never throws. */
export async function readDatabase(url: string, timeoutMs: number): Promise<DatabaseReading> {
  try {
    const facts = await withDatabase(url, timeoutMs, client => readFacts(client, timeoutMs))
    return { kind: 'read', facts }
  } catch (error) {
    return { kind: 'failed', finding: databaseTrouble(error, url) }
  }
}

async function readFacts(client: Client, timeoutMs: number): Promise<DatabaseFacts> {
  await client.query('begin transaction read only')
  await client.query(limitOf(timeoutMs))
  const facts = (await client.query<{ facts: Omit<DatabaseFacts, 'catalogue' | 'feed'> }>(FACTS))
    .rows[0]
  const read = (await client.query<{ catalogue: unknown }>(catalogueSql)).rows[0]
  // The last, since it may fail.
  const feed = await readFeed(client)
  await client.query('rollback')
  if (facts === undefined || read === undefined) throw new Error('The database gave no answer.')
  return { ...facts.facts, catalogue: readCatalogue(read.catalogue), feed }
}

/** For a transaction: a pooler takes no such setting as one connects, and would hand it on to others. */
export function limitOf(timeoutMs: number): string {
  return `set local statement_timeout = ${Math.ceil(timeoutMs)}`
}

/** Connects for as long as `work` takes. Throws what the driver throws. */
export async function withDatabase<Done>(
  url: string,
  timeoutMs: number,
  work: (client: Client) => Promise<Done>,
): Promise<Done> {
  const client = await connect(url, timeoutMs)
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Connects as libpq does: encrypted where the server can, and its certificate is not checked unless the
 * address asks for it (`sslmode=verify-full`). Every query has the same time.
 */
async function connect(url: string, timeoutMs: number): Promise<Client> {
  if (isNear(url)) return open(url, timeoutMs)
  if (url.includes('sslmode=')) return open(withParameter(url, 'uselibpqcompat=true'), timeoutMs)
  try {
    return await open(withParameter(url, 'uselibpqcompat=true&sslmode=prefer'), timeoutMs)
  } catch (error) {
    if (!/does not support SSL/.test(errorText(error))) throw error
    return open(url, timeoutMs)
  }
}

async function open(connectionString: string, timeoutMs: number): Promise<Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'everfresh doctor',
  })
  // A connection that breaks later fails the query that waits for it.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** On this machine, where nobody listens in between. */
function isNear(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return ['', 'localhost', '127.0.0.1', '[::1]'].includes(host)
}

function withParameter(url: string, parameter: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${parameter}`
}
