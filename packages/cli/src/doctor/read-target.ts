import { statSync } from 'node:fs'
import { UsageError } from '../usage-error.ts'
import type { Api, DatabaseSource, Target } from './target.ts'
import { find, VARIABLES, type Environment } from './variables.ts'
import { readWantedTables } from './wanted-tables.ts'

/** The options of `doctor`, as the command line has them. */
export interface DoctorOptions {
  readonly url?: string
  readonly key?: string
  readonly token?: string
  readonly db?: string
  readonly migrations?: string
  readonly tables?: string
  readonly config?: string
  readonly topic?: string
  /** True without a number of seconds. */
  readonly canary?: boolean | string
  readonly timeout?: string
}

const DEFAULT_TIMEOUT_SECONDS = '20'
/** A real server looks every 60 s which tables are published; what commits before is not told. */
const DEFAULT_CANARY_SECONDS = '75'

/** What is to be examined, from options and environment. Throws UsageError. */
export function readTarget(options: DoctorOptions, environment: Environment): Target {
  const api = readApi(options, environment)
  const database = readDatabaseSource(options, environment)
  if (api === undefined && database.kind === 'none') {
    throw new UsageError(
      `There is nothing to examine: give --url and --key (or set ${VARIABLES.url[0]} and ${VARIABLES.key[0]}), --env-file, --db or --migrations.\neverfresh doctor --help shows what there is.`,
    )
  }
  const { tables, from } = readWantedTables(options)
  const canary = readCanary(options.canary)
  if (canary !== undefined && (api === undefined || database.kind !== 'url')) {
    throw new UsageError(
      '--canary writes a row in the database and waits until it arrives: it needs --url, --key and --db.',
    )
  }
  return {
    api,
    database,
    tables,
    tablesFrom: from,
    topic: options.topic,
    canary,
    timeoutMs: readTimeoutMs(options.timeout),
  }
}

function readApi(options: DoctorOptions, environment: Environment): Api | undefined {
  const url = find('url', options.url, environment)
  const key = find('key', options.key, environment)
  if (url === undefined && key === undefined) return undefined
  if (url === undefined) {
    throw new UsageError(`There is a key but no address: give --url, or set ${VARIABLES.url[0]}.`)
  }
  if (key === undefined) {
    throw new UsageError(`There is an address but no key: give --key, or set ${VARIABLES.key[0]}.`)
  }
  const token = find('token', options.token, environment)
  return {
    url: readUrl(url.value, url.from),
    key: key.value.trim(),
    keyFrom: key.from,
    ...(token === undefined ? {} : { token: token.value.trim() }),
  }
}

function readUrl(text: string, from: string): string {
  const url = tryUrl(text.trim())
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Not quoted: it may be a key, or an address with a password.
    throw new UsageError(`${from} takes an address such as https://<project>.supabase.co.`)
  }
  const path = url.pathname.replace(/\/+$/, '')
  const service = /\/(rest|auth|realtime|storage)\/v1.*$/.exec(path)?.[0]
  if (service !== undefined) {
    throw new UsageError(
      `${from} is the address of one service. createClient wants the project’s: ${url.origin}${path.slice(0, -service.length)}`,
    )
  }
  return url.origin + path
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** Which database is meant, by option or variable. Throws UsageError. */
export function readDatabaseSource(
  options: Pick<DoctorOptions, 'db' | 'migrations'>,
  environment: Environment,
): DatabaseSource {
  if (options.migrations !== undefined) {
    if (options.db !== undefined) {
      throw new UsageError('Give either --db or --migrations, not both: one database is examined.')
    }
    if (!isFolder(options.migrations)) {
      throw new UsageError(
        `--migrations takes a folder of .sql files: there is none at ${options.migrations}.`,
      )
    }
    return { kind: 'migrations', folder: options.migrations }
  }
  if (options.db !== undefined && !isPostgres(options.db)) {
    // Not quoted: there is a password in it.
    throw new UsageError('--db takes postgres://user:password@host:port/database.')
  }
  // A variable may be of another program, with another database.
  const db = find('db', options.db, environment, isPostgres)
  return db === undefined ? { kind: 'none' } : { kind: 'url', url: db.value.trim(), from: db.from }
}

function isPostgres(address: string): boolean {
  return /^\s*postgres(ql)?:\/\//.test(address)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** How long one question may take. Throws UsageError. */
export function readTimeoutMs(option: string | undefined): number {
  return 1000 * readSeconds('--timeout', option ?? DEFAULT_TIMEOUT_SECONDS)
}

function readCanary(given: boolean | string | undefined): Target['canary'] {
  if (given === undefined || given === false) return undefined
  const seconds = readSeconds('--canary', given === true ? DEFAULT_CANARY_SECONDS : given)
  return { waitsMs: 1000 * seconds }
}

function readSeconds(option: string, text: string): number {
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 600) return seconds
  throw new UsageError(`${option} takes seconds, more than 0 and up to 600, not "${text}".`)
}

/** What must never be printed, whoever says it. What a database says is rid of its password by itself. */
export function keysOf({ api }: Target): readonly string[] {
  return api === undefined ? [] : [api.key, ...(api.token === undefined ? [] : [api.token])]
}
