import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { Failure } from '../../scripts/lib/failure.mjs'
import { root } from '../../scripts/lib/root.mjs'

/**
 * What a file that git knows holds; undefined where there is none. Rejects with a `Failure` where it is not JSON.
 *
 * @param {string} file
 * @returns {Promise<any>} Whoever reads it knows its type.
 */
export async function readJson(file) {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    const name = relative(root, file)
    throw new Failure(
      `${name} is not JSON. Get it back with \`git checkout -- ${name}\`, or delete it, and run the command again.`,
    )
  }
}

/**
 * Whole or not at all, so that a run that is stopped leaves the file as it was.
 *
 * @param {string} file
 * @param {unknown} content
 */
export async function writeJson(file, content) {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`)
  await rename(`${file}.new`, file)
}
