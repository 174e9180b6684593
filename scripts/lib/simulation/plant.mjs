import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.mjs'
import { root as checkout } from '../root.mjs'

/** What the core's own tests need. */
const parts = [
  ...['src', 'test', 'package.json', 'tsconfig.json'].map(part => join('packages/core', part)),
  'tsconfig.base.json',
  'tsconfig.tests.json',
  'SPEC.md',
]

/**
 * Copies the core, and what its tests need, from `from` to `to`.
 * @param {string} from A checkout, or a copy by this function.
 * @param {string} to
 */
export async function copyCore(from, to) {
  for (const part of parts) await cp(join(from, part), join(to, part), { recursive: true })
  await symlink(join(checkout, 'node_modules'), join(to, 'node_modules'), 'junction')
}

/**
 * Copies the core at `pristine` into `place`, with the bug in it. Throws a `Failure` when the text to replace
 * does not stand there exactly once.
 * @param {import('./planted.mjs').Mutant} mutant
 * @param {string} pristine
 * @param {string} place
 */
export async function plant(mutant, pristine, place) {
  await copyCore(pristine, place)
  if (mutant.file === '') return
  const path = join(place, 'packages/core/src', mutant.file)
  await writeFile(path, planting(mutant, await readFile(path, 'utf8')))
}

/**
 * The text of the mutant's file with the bug in it. Throws a `Failure` as `plant` does.
 * @param {import('./planted.mjs').Mutant} mutant
 * @param {string} before
 */
export function planting({ name, file, find, put, and = [] }, before) {
  let text = before
  for (const one of [{ find, put }, ...and]) {
    const times = text.split(one.find).length - 1
    if (times !== 1)
      throw new Failure(
        `The bug "${name}" cannot be planted: its text stands ${times} times in ${file}, once is needed. Bring its entry among the planted ones up to date.`,
      )
    text = text.replace(one.find, () => one.put)
  }
  return text
}
