import { chown, cp, lstat, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LocalError } from '../local-error.ts'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import type { Identity } from './identity.ts'

type Nobody = Extract<Identity, { kind: 'nobody' }>

const OTHERS_MAY_PASS = 0o001
const OTHERS_MAY_WRITE = 0o022

/** Lets the user `nobody` run the programs: a copy where it can reach them, if they lie in a closed folder. */
export async function reachableBinaries(binaries: Binaries): Promise<Binaries> {
  if (await isOpen(binaries.root)) return binaries
  const root = join(tmpdir(), `everfresh-postgres-${binaries.version}`)
  const found = await lstat(root).catch(() => undefined)
  if (found === undefined) {
    const half = `${root}.${process.pid}`
    await cp(binaries.root, half, { recursive: true, verbatimSymlinks: true })
    await rename(half, root).catch(() => rm(half, { recursive: true, force: true }))
  } else if (!found.isDirectory() || found.uid !== 0 || (found.mode & OTHERS_MAY_WRITE) !== 0) {
    // Somebody else's programs must not run on our data.
    throw new LocalError(
      'engine-root',
      `${root} must be a folder of root's that nobody else can write: remove it and start again.`,
    )
  }
  return { ...binaries, root }
}

/** Gives the user `nobody` the data folder. Throws `engine-root` when it lies in a closed folder. */
export async function handOver(folder: DataFolder, nobody: Nobody): Promise<void> {
  if (!(await isOpen(dirname(folder.path)))) {
    throw new LocalError(
      'engine-root',
      `PostgreSQL refuses to run as root, this system allows no user namespace, and the user nobody cannot reach ${folder.path}: start as an ordinary user, or choose a folder under an open one with --data.`,
    )
  }
  await chownAll(folder.path, nobody)
}

async function chownAll(path: string, nobody: Nobody): Promise<void> {
  const stats = await lstat(path)
  if (stats.uid !== nobody.uid) await chown(path, nobody.uid, nobody.gid)
  if (!stats.isDirectory()) return
  for (const name of await readdir(path)) await chownAll(join(path, name), nobody)
}

/** Whether every folder down to `path` lets other users pass. */
async function isOpen(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  if ((mode & OTHERS_MAY_PASS) === 0) return false
  return dirname(path) === path || isOpen(dirname(path))
}
