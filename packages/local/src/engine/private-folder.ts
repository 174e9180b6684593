import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalError } from '../local-error.ts'
import type { Identity } from './identity.ts'

/** macOS allows 104 bytes in a socket's path; the longest name put into the folder takes about 30. */
const LONGEST_FOLDER = 70

/**
 * The folder for the sockets of one data folder: short enough for a socket path, the same at every
 * start so that the next one finds what an earlier one left, and closed to every other user.
 */
export async function privateFolder(dataDir: string, identity: Identity): Promise<string> {
  const own = process.getuid?.() ?? 0
  const name = `everfresh-${own}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`
  const base = tmpdir().length + name.length < LONGEST_FOLDER ? tmpdir() : '/tmp'
  const folder = join(base, name)
  await mkdir(folder, { mode: 0o700, recursive: true })
  if (identity.kind === 'nobody') await chown(folder, identity.uid, identity.gid)
  const stats = await lstat(folder)
  const owner = identity.kind === 'nobody' ? identity.uid : own
  if (!stats.isDirectory() || stats.uid !== owner || (stats.mode & 0o077) !== 0) {
    // Somebody else may have put it there to read what passes through.
    throw new LocalError(
      'data-unwritable',
      `${folder} must be a folder of yours that nobody else can open: remove it and start again.`,
    )
  }
  return folder
}
