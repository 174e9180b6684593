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
    current_setting('max_wal_senders') as senders,
    current_setting('max_replication_slots') as slots,
    pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as is_read_only,
    current_user as name,
    rolsuper, rolsuper or rolcreaterole as creates_roles, rolsuper or rolreplication as replicates,
    rolsuper or rolbypassrls as bypasses
  from pg_roles where rolname = current_user`

/** What to do, by PostgreSQL's code for its refusal. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  '28000': 'check the user and the password, and that pg_hba.conf lets them in.',
  '28P01': 'check the user and the password.',
  '3D000': 'create that database, or name one that exists.',
  '53300': 'close some of its connections, or let it have more (max_connections).',
  '57P03': 'it is starting or stopping; try again in a moment.',
}

type Answer = Readonly<Record<string, string>>

/**
 * Connects to the PostgreSQL at `url` and checks that it can carry the backend. Throws
 * `db-unreachable`, `db-version`, `db-read-only`, `db-wal-level` or `db-privilege`, each with what to do; the
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
  if (answer['is_read_only'] === 't') {
    throw new LocalError(
      'db-read-only',
      `The PostgreSQL at ${address(url)} can only be read (it is a standby, or read-only by its settings): give the address of one that can be written.`,
    )
  }
  checkReplication(answer, url)
  checkRights(answer, url)
  return { connection, superuser: answer['rolsuper'] === 't', version: answer['version'] ?? '' }
}

function checkReplication(answer: Answer, url: string): void {
  const settings = [
    ['wal_level', answer['wal_level'], 'logical'],
    ['max_wal_senders', answer['senders'], '10'],
    ['max_replication_slots', answer['slots'], '10'],
  ] as const
  const wrong = settings.filter(([name, is, wanted]) =>
    name === 'wal_level' ? is !== wanted : is === '0',
  )
  if (wrong.length === 0) return
  const found = wrong.map(([name, is]) => `${name}=${is}`).join(', ')
  const mended = wrong.map(([name, , wanted]) => `ALTER SYSTEM SET ${name} = '${wanted}';`)
  throw new LocalError(
    'db-wal-level',
    `The PostgreSQL at ${address(url)} has ${found} and cannot tell its changes: run ${mended.join(' ')} and restart it.`,
  )
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
    const { message, code = '' } = cause as NodeJS.ErrnoException
    const next = NEXT_STEPS[code] ?? 'check the host and the port, and that it is running.'
    throw new LocalError(
      'db-unreachable',
      `The database at ${address(url)} cannot be used (${message || code}): ${next}`,
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
