import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.mjs'

/**
 * Copies the core of the checkout at `root` into `place`, with the bug in it. The checkout itself is not
 * touched. Throws a `Failure` when the text to replace does not stand there exactly once.
 * @param {import('./planted.mjs').Mutant} mutant
 * @param {string} root
 * @param {string} place
 */
export async function plant({ name, file, find, put, and = [] }, root, place) {
  const core = join(place, 'packages/core')
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
    await cp(join(root, 'packages/core', part), join(core, part), { recursive: true })
  for (const part of ['tsconfig.base.json', 'tsconfig.tests.json', 'SPEC.md'])
    await cp(join(root, part), join(place, part))
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'), 'junction')
  if (file === '') return

  const path = join(core, 'src', file)
  let text = await readFile(path, 'utf8')
  for (const one of [{ find, put }, ...and]) {
    const times = text.split(one.find).length - 1
    if (times !== 1)
      throw new Failure(
        `The bug "${name}" cannot be planted: its text stands ${times} times in ${file}, once is needed. Bring scripts/lib/simulation/planted.mjs up to date.`,
      )
    text = text.replace(one.find, () => one.put)
  }
  await writeFile(path, text)
}
