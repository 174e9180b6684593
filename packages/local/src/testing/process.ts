import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The process of the PostgreSQL that runs on a data folder. Rejects with ENOENT when none does. */
export async function postmasterPid(dataDir: string): Promise<number> {
  const note = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  return Number(note.split('\n')[0])
}

/** Whether such a process is, and may be signalled. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
