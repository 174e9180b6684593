import { rm, rmdir } from 'node:fs/promises'
import { emptyDataFolder, openDataFolder } from './data-folder.ts'
import { chooseIdentity } from './identity.ts'
import { stopOrphan } from './orphan.ts'
import { takeOwnership } from './ownership.ts'
import { privateFolder } from './private-folder.ts'

/**
 * Deletes a data folder of ours with everything that a killed process left of it: server, lock files,
 * sockets. Throws LocalError and touches nothing when a living process uses it or it is not ours.
 */
export async function removeAbandoned(dataDir: string): Promise<void> {
  const folder = await openDataFolder(dataDir)
  const socketDir = await privateFolder(folder.path, await chooseIdentity())
  const ownership = await takeOwnership(socketDir, folder.path)
  await stopOrphan(folder.postgres, socketDir)
  // The mark goes last: a removal that is interrupted can be done again.
  await emptyDataFolder(folder)
  await rm(folder.path, { recursive: true, force: true })
  await ownership.release()
  await rmdir(socketDir).catch(() => undefined)
}
