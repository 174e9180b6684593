import pg, { type ClientConfig } from 'pg'
import { LocalError } from '../local-error.ts'

/** A PostgreSQL that is not ours, found fit for use. */
export interface OtherPostgres {
  readonly connection: ClientConfig
  readonly superuser: boolean
  readonly version: string
}

const OLDEST = 15
const ANSWER_WITHIN_MS = 5000

const QUESTION = `
  select current_setting('server_version') as version,
    current_setting('server_version_num')::int / 10000 as major,
    current_setting('wal_level') as wal_level,
    current_user as name,
    rolsuper, rolsuper or rolcreaterole as creates_roles, rolsuper or rolreplication as replicates,
    rolsuper or rolbypassrls as bypasses
  from pg_roles where rolname = current_user`

type Answer = Readonly<Record<string, string>>

/**
 * Connects to the PostgreSQL at `url` and checks that it can carry the backend. Throws
 * `db-unreachable`, `db-version`, `db-wal-level` or `db-privilege`, each with what to do; the
 * password is in none of them.
 */
export async function findOtherPostgres(url: string): Promise<OtherPostgres> {
  const connection = connectionOf(url)
  const answer = await ask(connection, url)
  const major = Number(answer['major'])
  if (major < OLDEST) {
    throw new LocalError(
      'db-version',
      `The database at ${address(url)} is PostgreSQL ${answer['version']}: ${OLDEST} or newer is needed.`,
    )
  }
  if (answer['wal_level'] !== 'logical') {
    throw new LocalError(
      'db-wal-level',
      `The PostgreSQL at ${address(url)} has wal_level=${answer['wal_level']} and logical is needed: run ALTER SYSTEM SET wal_level = 'logical'; and restart it.`,
    )
  }
  checkRights(answer, url)
  return { connection, superuser: answer['rolsuper'] === 't', version: answer['version'] ?? '' }
}

function checkRights(answer: Answer, url: string): void {
  const wanted = { creates_roles: 'CREATEROLE', replicates: 'REPLICATION', bypasses: 'BYPASSRLS' }
  const missing = Object.entries(wanted).flatMap(([right, word]) =>
    answer[right] === 't' ? [] : [word],
  )
  if (missing.length === 0) return
  const user = answer['name'] ?? ''
  throw new LocalError(
    'db-privilege',
    `The user ${user} of ${address(url)} lacks rights: let an administrator run ALTER ROLE ${pg.escapeIdentifier(user)} ${missing.join(' ')};`,
  )
}

function connectionOf(url: string): ClientConfig {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new LocalError(
      'bad-option',
      'The address given with --db must look like postgres://user:password@host:5432/database.',
    )
  }
  return { connectionString: url, connectionTimeoutMillis: ANSWER_WITHIN_MS }
}

async function ask(connection: ClientConfig, url: string): Promise<Answer> {
  const client = new pg.Client({ ...connection, types: { getTypeParser: () => String } })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return ((await client.query(QUESTION)).rows as Answer[])[0] ?? {}
  } catch (cause) {
    const reason = (cause as Error).message || (cause as NodeJS.ErrnoException).code
    throw new LocalError(
      'db-unreachable',
      `The database at ${address(url)} cannot be used (${reason}): check the address, the user and the password, and that it is running.`,
      { cause },
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Host, port and database only: everything else may be secret. */
function address(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  return `${searchParams.get('host') ?? hostname}:${searchParams.get('port') ?? (port || '5432')}${pathname}`
}
