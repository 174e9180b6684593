import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.mjs'

/**
 * @typedef {object} Manifest A package.json, as far as it is read here.
 * @property {string} name
 * @property {string} version
 * @property {string} [description]
 * @property {boolean} [private]
 * @property {string} [license]
 * @property {boolean | readonly string[]} [sideEffects]
 * @property {readonly string[]} [keywords]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string | Record<string, string>>} exports
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/**
 * @typedef {object} Entry What can be imported.
 * @property {string} name Such as `@everfresh/core/testing`.
 * @property {string} js The compiled file, in the package's folder.
 * @property {readonly string[]} code Every compiled file that it may stand for, by the conditions of whoever imports it.
 * @property {string} types Its declarations.
 */

/**
 * @typedef {object} Published
 * @property {string} folder Below packages/.
 * @property {Manifest} manifest
 * @property {readonly Entry[]} entries
 */

/**
 * Every package that is meant for npm, with all that can be imported from it, as its package.json says.
 * @returns {readonly Published[]}
 */
export function publishedPackages() {
  return readdirSync(join(root, 'packages'))
    .filter(folder => existsSync(join(root, 'packages', folder, 'package.json')))
    .map(folder => ({ folder, manifest: readManifest(join(root, 'packages', folder)) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ folder, manifest, entries: entriesOf(manifest) }))
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/**
 * @param {Manifest} manifest
 * @returns {readonly Entry[]}
 */
function entriesOf({ name, exports }) {
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            name: join(name, path),
            js: target['default'] ?? '',
            code: Object.entries(target).flatMap(([condition, file]) =>
              condition === 'types' || condition.startsWith('@') ? [] : [file],
            ),
            types: target['types'] ?? '',
          },
        ],
  )
}
