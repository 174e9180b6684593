import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { LocalError } from '../local-error.ts'
import { majorOf, type Binaries } from './binaries.ts'
import { removeHalfWritten, type DataFolder } from './data-folder.ts'
import type { Identity } from './identity.ts'
import { ended, lastWords, start } from './run.ts'

/** The first version that has them. */
const BUILTIN_LOCALES = 17
/** So that upper(), lower() and order are the same on every machine. */
const BUILTIN = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] as const

/** What `initdb` needs to know. */
export interface Initialisation {
  readonly binaries: Binaries
  readonly folder: DataFolder
  readonly identity: Identity
  /** False leaves out the flush to disk: for data that is thrown away. */
  readonly durable: boolean
}

/** Makes a new database cluster; it takes its final name only when it is whole. */
export async function initialise({
  binaries,
  folder,
  identity,
  durable,
}: Initialisation): Promise<void> {
  await removeHalfWritten(folder)
  const args = [
    `--pgdata=${folder.halfWritten}`,
    '--username=postgres',
    // Who can open the socket's folder may connect: it is closed to other users, and there is no TCP.
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    ...(Number(majorOf(binaries)) < BUILTIN_LOCALES ? [] : BUILTIN),
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]
  const file = join(binaries.root, 'bin', 'initdb')
  const code = await ended(await start({ file, args, identity, log: folder.log }))
  if (code !== 0) {
    throw new LocalError(
      'engine-failed',
      `PostgreSQL could not make a database in ${folder.path}: ${await lastWords(folder.log)}. The whole report is in ${folder.log}.`,
    )
  }
  await rename(folder.halfWritten, folder.postgres)
}
