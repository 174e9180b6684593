import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../usage-error.ts'
import { readStep, type FeedStep } from './migration-text.ts'

/** A migration of the app's. */
export interface Migration {
  readonly name: string
  readonly text: string
}

/** Where the app keeps its migrations, and what is in them. */
export interface MigrationFolder {
  /** As it was given. */
  readonly path: string
  /** In the order in which they run. */
  readonly migrations: readonly Migration[]
  /** The last of them that did something to the feed. */
  readonly last: (FeedStep & { readonly name: string }) | undefined
}

/** Reads the folder; one that is not there yet is empty. Throws UsageError. */
export function readFolder(path: string): MigrationFolder {
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new UsageError(`--dir takes a folder: ${path} is a file.`)
  }
  if (!existsSync(path) && !existsSync(dirname(path))) {
    throw new UsageError(
      `There is no folder ${dirname(path)}. Run this where the app's supabase folder is (npx supabase init makes one), or say where the migrations are: --dir <folder>.`,
    )
  }
  const migrations = attempted(path, 'read', () =>
    !existsSync(path)
      ? []
      : readdirSync(path)
          .filter(name => name.endsWith('.sql'))
          .toSorted()
          .map(name => ({ name, text: readText(join(path, name)) })),
  )
  const steps = migrations.flatMap(({ name, text }) => {
    const step = readStep(text)
    return step === undefined ? [] : [{ ...step, name }]
  })
  return { path, migrations, last: steps.at(-1) }
}

/** Git may have checked it out with the line ends of Windows. */
function readText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
}

/** Writes a migration that is not there yet; returns its path. Throws UsageError. */
export function writeMigration({ path }: MigrationFolder, name: string, text: string): string {
  const file = join(path, name)
  attempted(file, 'written', () => {
    mkdirSync(path, { recursive: true })
    // Never over one that is there.
    writeFileSync(file, text, { flag: 'wx' })
  })
  return file
}

/**
 * Names for migrations that run after all that are there, one second apart: by the clock, and later where
 * one of them is dated ahead of it.
 */
export function nextNames(
  { migrations }: MigrationFolder,
  now: Date,
  titles: readonly string[],
): readonly string[] {
  const newest = migrations.map(({ name }) => dateOf(name)).reduce((a, b) => Math.max(a, b), 0)
  const first = Math.max(now.getTime(), newest + 1000)
  return titles.map((title, at) => `${stamp(new Date(first + at * 1000))}_${title}.sql`)
}

/** `20261127093000`, in UTC: how Supabase numbers migrations. */
function stamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/\D/g, '')
}

/** Milliseconds since the epoch; 0 for a name of another kind. */
function dateOf(name: string): number {
  const iso = name.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_.*$/, '$1-$2-$3T$4:$5:$6Z')
  const time = Date.parse(iso)
  return iso === name || Number.isNaN(time) ? 0 : time
}

function attempted<Done>(what: string, done: 'read' | 'written', work: () => Done): Done {
  try {
    return work()
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const next =
      code === 'EEXIST'
        ? 'It is there already, and nothing of yours is ever written over: move it away, or run this again in a second.'
        : 'See that the folder belongs to you and is no file, or give another: --dir <folder>.'
    throw new UsageError(`${what} cannot be ${done} (${code}). ${next}`)
  }
}
