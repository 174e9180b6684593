import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.mjs'
import { Failure } from '../failure.mjs'
import { root } from '../root.mjs'

const flags = `--ignoreConfig --noCheck --skipLibCheck --rewriteRelativeImportExtensions
  --target es2023 --module nodenext --moduleResolution nodenext --types node`.split(/\s+/)

/**
 * Compiles the simulated world of the core at `core` (a folder with src/ and test/) into `out`, so that
 * plain Node runs it at full speed. Types are not checked: `npm test` does that.
 * @param {string} core
 * @param {string} out
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The worker's file.
 */
export async function compile(core, out, signal) {
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'package.json'), '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(out, 'node_modules'), 'junction')
  const entry = join(core, 'test/sim/worker.ts')
  const { code, output } = await run(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...flags,
      '--typeRoots',
      join(root, 'node_modules/@types'),
      '--rootDir',
      core,
      '--outDir',
      out,
      entry,
    ],
    { cwd: root, signal },
  )
  if (code !== 0) throw new Failure(`The simulated world does not compile.\n${output}`)
  return join(out, 'test/sim/worker.js')
}
