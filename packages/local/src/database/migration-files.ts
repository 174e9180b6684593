import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LocalError } from '../local-error.ts'
import { readScript, type Script } from './sql-file.ts'

/** One file of `supabase/migrations`. */
export interface Migration extends Script {
  /** The digits that its name begins with. */
  readonly version: string
  /** What its name says after them. */
  readonly title: string
}

const FILE_NAME = /^(\d+)_(.*)\.sql$/

/**
 * Reads the migrations of a folder, in the order of their names, as the Supabase CLI takes them; none
 * when there is no folder. Warns of names that are none. Throws `migration-failed` before anything is
 * applied: two of one version, a file that is not to be read, is no UTF-8, or holds more than SQL.
 */
export async function readMigrations(
  folder: string,
  warn: (line: string) => void,
): Promise<readonly Migration[]> {
  const migrations: Migration[] = []
  for (const name of await sqlFiles(folder)) {
    const [, version, title] = FILE_NAME.exec(name) ?? []
    const twin = migrations.find(other => other.version === version)
    if (version === undefined || title === undefined) {
      warn(`${name} is passed over: a migration is named <digits>_<words>.sql.`)
    } else if (twin !== undefined) {
      throw new LocalError(
        'migration-failed',
        `Two migrations have the version ${version}, ${twin.name} and ${name}: give one another number.`,
      )
    } else {
      const text = (await readSql(join(folder, name), name)) ?? ''
      migrations.push({ version, title, ...readScript({ name, text }) })
    }
  }
  return migrations
}

async function sqlFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const files = entries.filter(entry => !entry.isDirectory() && entry.name.endsWith('.sql'))
    return files.map(({ name }) => name).toSorted()
  } catch (error) {
    if (isAbsent(error)) return []
    throw unreadable(folder, error)
  }
}

/** The text of a file of SQL, without a byte order mark; undefined when there is no such file. */
export async function readSql(path: string, name: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    throw unreadable(name, error)
  })
  if (bytes === undefined) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
  }
  throw new LocalError(
    'migration-failed',
    `${name} is no text in UTF-8: save it with that encoding, and start again.`,
  )
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function unreadable(name: string, cause: unknown): LocalError {
  return new LocalError(
    'migration-failed',
    `${name} cannot be read (${(cause as Error).message}): let the user of this process read it.`,
    { cause },
  )
}
