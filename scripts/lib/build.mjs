import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.mjs'
import { Failure } from './failure.mjs'

/** What `npm start` and tests run from dist/; the Studio's own page comes from source. */
const outputs = [
  'packages/local/dist/index.js',
  'packages/cli/dist/cli.js',
  'apps/studio/dist/worker/main.js',
]

/**
 * Builds what has changed.
 * @param {string} root
 * @param {AbortSignal} signal
 */
export async function build(root, signal) {
  // tsc believes its own notes, not the disk: without --force it would not replace a deleted dist/.
  const complete = outputs.every(file => existsSync(join(root, file)))
  const { code, output } = await run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...(complete ? [] : ['--force'])],
    { cwd: root, signal },
  )
  if (code === 0) return
  throw new Failure(
    `${output.trimEnd()}\nThe packages do not compile; the errors stand above. Put them right, or go back to a commit that compiles, and run the command again.`,
  )
}
