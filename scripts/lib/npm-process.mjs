import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * The process of the npm that runs this script; undefined without one, or when it cannot be known.
 * @returns {number | undefined}
 */
export function npmProcess() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32')
    return undefined
  const parent = look(process.ppid)
  // npm starts a shell, which starts us or becomes us.
  return parent !== undefined && parent.name.endsWith('sh') ? parent.parent : process.ppid
}

/**
 * @param {number} pid
 * @returns {{ name: string, parent: number } | undefined}
 */
function look(pid) {
  try {
    if (process.platform !== 'linux') {
      const text = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
        encoding: 'utf8',
      })
      const [, parent, name] = /^\s*(\d+)\s+(.*\S)/.exec(text) ?? []
      return name === undefined ? undefined : { name, parent: Number(parent) }
    }
    const [, name, parent] =
      /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return name === undefined ? undefined : { name, parent: Number(parent) }
  } catch {
    return undefined
  }
}
