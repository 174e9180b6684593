import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmInstall } from '../../scripts/lib/npm.mjs'
import { root } from '../../scripts/lib/root.mjs'

/**
 * Installs packages that are compared with ours, in a folder of their own that git ignores, and keeps them for the next
 * run. Their peers are left out. Rejects with a `Failure` that says why when npm cannot.
 *
 * @param {string} name Of the folder.
 * @param {Readonly<Record<string, string>>} packages Exact versions by name.
 * @param {AbortSignal} signal
 * @returns {Promise<string>} The folder.
 */
export async function install(name, packages, signal) {
  const folder = join(root, '.everfresh', 'bench', name)
  if (isInstalled(folder, packages)) return folder
  await mkdir(folder, { recursive: true })
  const manifest = { name: 'bench', private: true, dependencies: packages }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await npmInstall(folder, signal)
  return folder
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} packages
 */
function isInstalled(folder, packages) {
  return Object.entries(packages).every(([name, version]) => {
    const manifest = join(folder, 'node_modules', name, 'package.json')
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version
  })
}
