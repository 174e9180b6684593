import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.mjs'
import { install } from '../lib/install.mjs'

const VERSIONS = new URL('./versions.json', import.meta.url)
/** Imports by names that are found from the folder it lies in. */
const LOAD = 'export const load = name => import(name)\n'

/**
 * Installs the versions of versions.json, unless they are there, and puts our packages as they were built last beside
 * them: so all run on the same React, TanStack Query and supabase-js. Rejects with a `Failure` that says why when npm
 * cannot.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The folder.
 */
export async function installPeers(signal) {
  const folder = await installPinned('peers', VERSIONS, signal)
  for (const name of ['core', 'supabase', 'react']) await copyPackage(name, folder)
  return folder
}

/**
 * Installs what a file pins, with a `load.mjs` beside it through which an app imports it.
 *
 * @param {string} name Of the folder.
 * @param {URL} versions
 * @param {AbortSignal} signal
 * @param {Readonly<Record<string, string>>} [more] Exact versions of other packages.
 * @returns {Promise<string>} The folder.
 */
export async function installPinned(name, versions, signal, more = {}) {
  const pinned = JSON.parse(await readFile(versions, 'utf8'))
  const folder = await install(name, { ...pinned, ...more }, signal)
  await writeFile(join(folder, 'load.mjs'), LOAD)
  return folder
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

/**
 * @param {string} name
 * @param {string} folder
 */
async function copyPackage(name, folder) {
  const from = join(root, 'packages', name)
  const to = join(folder, 'node_modules/@everfresh', name)
  await cp(join(from, 'dist'), join(to, 'dist'), { recursive: true, force: true })
  await cp(join(from, 'package.json'), join(to, 'package.json'))
}
