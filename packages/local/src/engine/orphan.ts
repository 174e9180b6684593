import { execFile } from 'node:child_process'
import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ASK_AGAIN_MS = 10
const PATIENCE_MS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 2000],
  ['SIGQUIT', 3000],
  ['SIGKILL', 2000],
]

/**
 * Stops the PostgreSQL that a killed process left running on `postgresDir`, and removes its lock
 * files. To be called by the owner of the folder only. Another program that has been given the
 * recorded process id meanwhile is left alone.
 */
export async function stopOrphan(postgresDir: string, socketDir: string): Promise<void> {
  const lockFile = join(postgresDir, 'postmaster.pid')
  const recorded = await readFile(lockFile, 'utf8').catch(() => '')
  const pid = Number(recorded.split('\n')[0])
  if (Number.isInteger(pid) && pid > 1 && (await isPostgresOf(pid, postgresDir))) await end(pid)
  const stale = [lockFile, join(socketDir, '.s.PGSQL.5432'), join(socketDir, '.s.PGSQL.5432.lock')]
  await Promise.all(stale.map(file => rm(file, { force: true })))
}

/** Whether process `pid` is a PostgreSQL server at work in `postgresDir`. */
async function isPostgresOf(pid: number, postgresDir: string): Promise<boolean> {
  if (process.platform === 'linux') {
    // A server's working folder is its data folder. Unreadable means: not ours.
    return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === postgresDir
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(
    () => ({ stdout: '' }),
  )
  return stdout.includes('postgres') && stdout.includes(postgresDir)
}

async function end(pid: number): Promise<void> {
  for (const [signal, patienceMs] of PATIENCE_MS) {
    if (!send(pid, signal)) return
    const until = Date.now() + patienceMs
    while (Date.now() < until) {
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
      if (!send(pid, 0)) return
    }
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
