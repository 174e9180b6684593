import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './command.mjs'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

const flags = `--ignoreConfig --noCheck --skipLibCheck --rewriteRelativeImportExtensions
  --target es2023 --module nodenext --moduleResolution nodenext --types node`.split(/\s+/)

/**
 * Compiles a test of a package, and all that it imports, into `out`, so that plain Node runs it at full
 * speed. Types are not checked: `npm test` does that.
 * @param {string} folder The package's, with src/ and test/.
 * @param {string} test The test's file in it, such as `test/sim/worker.ts`.
 * @param {string} out
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The compiled file.
 */
export async function compile(folder, test, out, signal) {
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'package.json'), '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(out, 'node_modules'), 'junction')
  const { code, output } = await run(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...flags,
      '--typeRoots',
      join(root, 'node_modules/@types'),
      '--rootDir',
      folder,
      '--outDir',
      out,
      join(folder, test),
    ],
    { cwd: root, signal },
  )
  if (code !== 0) throw new Failure(`${test} does not compile.\n${output}`)
  return join(out, test.replace(/\.ts$/, '.js'))
}
