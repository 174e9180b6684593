import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmInstall } from '../../scripts/lib/npm.mjs'
import { root } from '../../scripts/lib/root.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** Ignored by git, and no part of the project's own dependencies. */
const FOLDER = join(HERE, '.installed')
/** Imports by names that are found from the folder it lies in. */
const LOAD = 'export const load = name => import(name)\n'

/**
 * Installs the versions of versions.json, unless they are there, and puts the packages as they were built last
 * beside them: so all run on the same React, TanStack Query and supabase-js. Throws a `Failure` that says why when
 * npm cannot.
 *
 * @param {{ zero: boolean, signal: AbortSignal }} options
 * @returns {Promise<string>} The folder.
 */
export async function installPeers({ zero, signal }) {
  const pinned = JSON.parse(await readFile(join(HERE, 'versions.json'), 'utf8'))
  const dependencies = { ...pinned.always, ...(zero && pinned.zero) }
  const wanted = JSON.stringify({ private: true, dependencies }, null, 2)
  const stamp = join(FOLDER, 'installed.json')
  const installed = await readFile(stamp, 'utf8').catch(() => '')
  if (installed !== wanted) {
    await mkdir(FOLDER, { recursive: true })
    await writeFile(join(FOLDER, 'package.json'), wanted)
    await npmInstall(FOLDER, signal)
    await writeFile(join(FOLDER, 'load.mjs'), LOAD)
    await writeFile(stamp, wanted)
  }
  for (const name of ['core', 'supabase', 'react']) await copyPackage(name)
  return FOLDER
}

/**
 * The version of an installed package.
 *
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function versionOf(folder, name) {
  const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')
  return JSON.parse(text).version
}

/** @param {string} name */
async function copyPackage(name) {
  const from = join(root, 'packages', name)
  const to = join(FOLDER, 'node_modules/@everfresh', name)
  await cp(join(from, 'dist'), join(to, 'dist'), { recursive: true, force: true })
  await cp(join(from, 'package.json'), join(to, 'package.json'))
}
