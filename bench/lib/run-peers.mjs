import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from '../../scripts/lib/build.mjs'
import { Failure } from '../../scripts/lib/failure.mjs'
import { root } from '../../scripts/lib/root.mjs'

const PROGRAM = fileURLToPath(new URL('../peers/main.mjs', import.meta.url))

/**
 * Runs the comparison with other libraries, which has options of its own.
 *
 * @param {readonly string[]} args
 * @param {{ signal: AbortSignal }} host
 * @returns {Promise<boolean>} Whether it ended well.
 */
export async function runPeers(args, { signal }) {
  if (!existsSync(PROGRAM)) throw new Failure('This checkout has no comparison with peers.')
  await build(root, signal)
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'inherit' })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const [code] = await once(child, 'exit')
  return code === 0
}
