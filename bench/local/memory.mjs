import { readdir, readFile, readlink } from 'node:fs/promises'

const KB = 1024

/**
 * What the backend's processes hold, in MB: Node's resident set, and PostgreSQL's share of the memory
 * that its processes have in common. Undefined where there is no /proc.
 *
 * @param {{ pid: number, postgresDir: string }} backend
 */
export async function memoryOf({ pid, postgresDir }) {
  if (process.platform !== 'linux') return undefined
  const node = await sizeOf(`/proc/${pid}/smaps_rollup`, /^Rss: +(\d+) kB/m)
  let postgres = 0
  let processes = 0
  for (const name of await readdir('/proc')) {
    const folder = await readlink(`/proc/${name}/cwd`).catch(() => '')
    if (folder !== postgresDir) continue
    postgres += await sizeOf(`/proc/${name}/smaps_rollup`, /^Pss: +(\d+) kB/m)
    processes += 1
  }
  return { node, postgres, processes }
}

/**
 * @param {string} path
 * @param {RegExp} line
 */
async function sizeOf(path, line) {
  const text = await readFile(path, 'utf8').catch(() => '')
  return Number(line.exec(text)?.[1] ?? 0) / KB
}
