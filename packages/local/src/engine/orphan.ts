import { execFile } from 'node:child_process'
import {
  chmod,
  chown,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ASK_AGAIN_MS = 10
const PATIENCE_MS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 2000],
  ['SIGQUIT', 3000],
  ['SIGKILL', 2000],
]

/**
 * Stops the PostgreSQL that a killed process left running on `postgresDir`, also the parts of it
 * that outlive their own main process. To be called by the owner of the folder only. Another program
 * that has been given the recorded process id meanwhile is left alone.
 */
export async function stopOrphan(postgresDir: string, socketDir: string): Promise<void> {
  const lockFile = join(postgresDir, 'postmaster.pid')
  const recorded = await readFile(lockFile, 'utf8').catch(() => '')
  if (recorded !== '') {
    const pid = Number(recorded.split('\n')[0])
    if (Number.isInteger(pid) && pid > 1 && (await isPostgresOf(pid, postgresDir))) await end(pid)
    await Promise.all((await processesIn(postgresDir)).map(end))
    await takeOver(lockFile)
  }
  const stale = [join(socketDir, '.s.PGSQL.5432'), join(socketDir, '.s.PGSQL.5432.lock')]
  await Promise.all(stale.map(file => rm(file, { force: true })))
}

/**
 * Makes the lock this process's own, which the server it starts passes over: the recorded id may be
 * another program's by now. The file is not removed, because it names the shared memory, by which
 * the new server makes sure that nothing of the old one is at work any more.
 */
async function takeOver(lockFile: string): Promise<void> {
  const text = await readFile(lockFile, 'utf8').catch(() => '')
  if (text === '') return
  const [, ...rest] = text.split('\n')
  const ours = `${lockFile}.${process.pid}`
  try {
    await writeFile(ours, [String(process.pid), ...rest].join('\n'))
    const { uid, gid, mode } = await stat(lockFile)
    await chown(ours, uid, gid)
    await chmod(ours, mode)
    await rename(ours, lockFile)
  } catch {
    // On a full disk the lock stays as it is, whole, and PostgreSQL judges the recorded id by itself.
    await rm(ours, { force: true })
  }
}

/** Who works in the folder, as all of a server's processes do. Only Linux tells. */
async function processesIn(postgresDir: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).map(Number).filter(pid => pid > 1)
  const theirs = await Promise.all(pids.map(pid => isPostgresOf(pid, postgresDir)))
  return pids.filter((_, at) => theirs[at])
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
