import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { LocalError } from '../local-error.ts'

const MARKER = 'everfresh-data.txt'
const MARKER_TEXT =
  'This folder holds the database of an Everfresh local backend. Stop the backend before you delete it.\n'
/**
 * How the folder begins in which `initdb` works; renamed once it is whole, so that what is named `postgres`
 * always is. Each start has one of its own: the `initdb` of a killed start may still be cleaning up.
 */
const HALF = 'postgres.new'

/** The places inside a data folder. */
export interface DataFolder {
  /** Absolute, without symbolic links: the same folder always has the same name. */
  readonly path: string
  readonly postgres: string
  readonly halfWritten: string
  readonly log: string
}

/**
 * Makes `path` a data folder of ours, or says why it cannot be one: `data-unwritable`, or
 * `data-foreign` when it holds somebody else's files.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path)
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 })
    await access(absolute, constants.R_OK | constants.W_OK | constants.X_OK)
    const real = await realpath(absolute)
    await mark(real)
    return {
      path: real,
      postgres: join(real, 'postgres'),
      halfWritten: join(real, `${HALF}-${randomUUID()}`),
      log: join(real, 'postgres.log'),
    }
  } catch (error) {
    if (error instanceof LocalError) throw error
    throw new LocalError(
      'data-unwritable',
      `The data folder ${absolute} cannot be written (${(error as Error).message}): make it a folder that you may write to, or choose another with --data.`,
      { cause: error },
    )
  }
}

async function mark(path: string): Promise<void> {
  const names = await readdir(path)
  if (names.includes(MARKER)) return
  if (names.length > 0) {
    throw new LocalError(
      'data-foreign',
      `The folder ${path} is not empty and was not made by Everfresh (it holds ${names[0]}): choose an empty or new folder with --data.`,
    )
  }
  await writeFile(join(path, MARKER), MARKER_TEXT)
}

/** Whether there is a database in the folder, of this major version. Throws `data-version` or `data-damaged`. */
export async function holdsDatabase(folder: DataFolder, major: string): Promise<boolean> {
  const names = await readdir(folder.postgres).catch(() => undefined)
  if (names === undefined) return false
  const version = await readFile(join(folder.postgres, 'PG_VERSION'), 'utf8').catch(() => '')
  const control = await access(join(folder.postgres, 'global', 'pg_control')).then(
    () => true,
    () => false,
  )
  if (version.trim() === '' || !control) {
    throw new LocalError(
      'data-damaged',
      `The database in ${folder.path} is only half there: begin anew with --fresh (which deletes it), or choose another folder with --data.`,
    )
  }
  if (version.trim() !== major) {
    throw new LocalError(
      'data-version',
      `The database in ${folder.path} was made by PostgreSQL ${version.trim()}, this is PostgreSQL ${major}: begin anew with --fresh (which deletes it), or choose another folder with --data.`,
    )
  }
  return true
}

/** Removes what interrupted runs of `initdb` left. What one of them still writes stays until the next start. */
export async function removeHalfWritten(folder: DataFolder): Promise<void> {
  const left = (await readdir(folder.path)).filter(name => name.startsWith(HALF))
  const remove = (name: string): Promise<void> =>
    rm(join(folder.path, name), { recursive: true, force: true })
  await Promise.allSettled(left.map(remove))
}

/** Deletes the database, and nothing that is not ours. */
export async function emptyDataFolder(folder: DataFolder): Promise<void> {
  await removeHalfWritten(folder)
  const ours = [folder.postgres, folder.log]
  await Promise.all(ours.map(path => rm(path, { recursive: true, force: true })))
}
