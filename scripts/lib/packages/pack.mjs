import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { run } from '../command.mjs'
import { Failure } from '../failure.mjs'
import { npmCommand } from '../npm.mjs'
import { root } from '../root.mjs'
import { publishedPackages } from './published.mjs'

/**
 * @typedef {object} Tarball
 * @property {string} folder Below packages/.
 * @property {string} file
 */

/**
 * Makes the tarballs that `npm publish` would upload. The packages must have been built.
 * @param {string} into A folder; made where it is missing.
 * @param {AbortSignal} signal
 * @returns {Promise<readonly Tarball[]>}
 */
export async function pack(into, signal) {
  await mkdir(into, { recursive: true })
  const packages = publishedPackages()
  for (const { folder } of packages) removeOrphans(join(root, 'packages', folder))
  const [command, before] = npmCommand(process.env)
  const which = packages.map(({ folder }) => `--workspace=packages/${folder}`)
  const args = [...before, 'pack', ...which, '--pack-destination', into, '--loglevel=error']
  const { code, output } = await run(command, args, { cwd: root, signal })
  if (code !== 0) throw new Failure(`npm could not pack the packages.\n${output}`)
  return packages.map(({ folder, manifest: { name, version } }) => ({
    folder,
    file: join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
  }))
}

/**
 * The compiler leaves the output of a source that was renamed or removed where it is.
 * @param {string} folder
 */
function removeOrphans(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) throw new Failure(`${folder} has no dist/. Run npm run build first.`)
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const source = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(entry.name)?.[1]
    if (!entry.isFile() || source === undefined) continue
    const place = join(folder, 'src', relative(dist, entry.parentPath), source)
    if (!['.ts', '.tsx'].some(ending => existsSync(place + ending)))
      rmSync(join(entry.parentPath, entry.name))
  }
}
