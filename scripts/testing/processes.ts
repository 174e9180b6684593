import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** The processes that `pid` has started, and those that they have started, at this moment. */
export function descendants(pid: number): readonly Process[] {
  const all = processes()
  const family = [pid]
  for (const ancestor of family) {
    family.push(...all.filter(({ parent }) => parent === ancestor).map(child => child.pid))
  }
  return all.filter(process => process.pid !== pid && family.includes(process.pid))
}

/** Those of `pids` that still run. One that has ended, but which nobody has asked about, does not. */
export function running(pids: readonly number[]): readonly number[] {
  const all = new Set(processes().map(({ pid }) => pid))
  return pids.filter(pid => all.has(pid))
}

/** The processes that were started with this text, such as a folder, somewhere in their command line. */
export function startedWith(text: string): readonly number[] {
  const found = processes().filter(
    ({ pid, command }) => pid !== process.pid && command.includes(text),
  )
  return found.map(({ pid }) => pid)
}

function processes(): readonly Process[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs()
}

function fromProc(): readonly Process[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const stat = contents(`/proc/${name}/stat`)
      // The name stands in parentheses and may hold some itself.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === undefined || parent === undefined || state === 'Z') return []
      const command = contents(`/proc/${name}/cmdline`).replaceAll('\0', ' ')
      return [{ pid: Number(name), parent: Number(parent), command }]
    })
}

function fromPs(): readonly Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
  return lines.split('\n').flatMap(line => {
    const [, pid, parent, state, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || state?.startsWith('Z')) return []
    return [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
