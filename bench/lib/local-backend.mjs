import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../packages/local/dist/cli.js', import.meta.url))

/**
 * A backend in a process of its own, as its users start it.
 *
 * @typedef {object} Backend
 * @property {string} url
 * @property {string} anonKey
 * @property {string} databaseUrl
 * @property {number} pid
 * @property {string} postgresDir
 * @property {number} readyMs from spawning the process to the first answer of its REST interface
 * @property {() => Promise<void>} stop
 */

/**
 * Makes a project with one migration in a temporary folder.
 *
 * @param {string} schema
 */
export async function makeProject(schema) {
  const folder = await mkdtemp(join(tmpdir(), 'everfresh-bench-'))
  const migrations = join(folder, 'supabase', 'migrations')
  await mkdir(migrations, { recursive: true })
  await writeFile(join(migrations, '1_bench.sql'), schema)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Starts the backend on the project; what it warns of is shown.
 *
 * @param {string} folder
 * @param {readonly string[]} [args] More options of `everfresh-local`.
 * @returns {Promise<Backend>}
 */
export async function startBackend(folder, args = []) {
  const began = performance.now()
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let output = ''
  child.stdout.on('data', data => (output += data))
  /** @param {RegExp} pattern */
  const printed = async pattern => {
    for (;;) {
      const found = pattern.exec(output)?.[1]
      if (found !== undefined) return found
      const what = await Promise.race([once(child.stdout, 'data'), ended.then(() => 'ended')])
      if (what === 'ended') throw new Error(`The backend did not start: ${output}`)
    }
  }
  const url = await printed(/url +(http\S+)/)
  const anonKey = await printed(/anon key +(\S+)/)
  const answer = await fetch(`${url}/rest/v1/`, { headers: { apikey: anonKey } })
  if (!answer.ok) throw new Error(`The backend answers ${answer.status}: ${await answer.text()}`)
  return {
    url,
    anonKey,
    databaseUrl: await printed(/database +(postgres\S+:\S+)\n/),
    pid: child.pid ?? 0,
    postgresDir: join(folder, '.everfresh', 'local', 'postgres'),
    readyMs: performance.now() - began,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
