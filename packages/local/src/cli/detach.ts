import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openDataFolder } from '../engine/data-folder.ts'
import { LocalError } from '../local-error.ts'
import type { LocalOptions } from '../options.ts'
import { UsageError } from './command.ts'
import { DEFAULT_DATA_DIR, findBackend } from './find-backend.ts'
import type { Terminal } from './terminal.ts'

/**
 * Starts a backend in a process of its own and resolves when it serves, or has failed. What it says
 * later is in `backend.log` of the data folder.
 */
export async function startInBackground(
  { db, dataDir = DEFAULT_DATA_DIR }: LocalOptions,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (db !== undefined) {
    throw new UsageError(
      '--detach keeps its log in the data folder, and --db has none: leave out one of them.',
    )
  }
  const running = await findBackend({ dataDir })
  if (running !== undefined) {
    // Said before the log is opened anew, which is still the running one's.
    throw new LocalError(
      'data-in-use',
      `The backend at ${running.url} uses ${resolve(dataDir)}: stop it, or choose another folder with --data.`,
    )
  }
  const path = join((await openDataFolder(dataDir)).path, 'backend.log')
  const log = await open(path, 'w', 0o600)
  const program = process.argv[1] ?? ''
  const child = spawn(
    process.execPath,
    [program, 'start', ...args.filter(arg => arg !== '--detach')],
    { detached: true, stdio: ['ignore', log.fd, log.fd, 'ipc'] },
  )
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('message', () => resolve(0))
    child.once('exit', ended => resolve(ended ?? 1))
  })
  await log.close()
  const said = (await readFile(path, 'utf8')).trimEnd()
  if (code !== 0) {
    terminal.err(said)
    return code
  }
  child.disconnect()
  child.unref()
  terminal.out(said.replace(/Ctrl-C stops it\.$/, 'everfresh-local stop stops it.'))
  terminal.out(`Its log is ${path}.`)
  return 0
}
