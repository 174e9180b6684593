import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { root } from '../root.mjs'

/**
 * @typedef {object} Bundle What an app that runs some code loads of our packages.
 * @property {number} size Minified and gzipped, in bytes.
 * @property {string} code Minified: the first chunk, which is the only one unless a part is imported when needed.
 * @property {string} map The source map of `code`.
 * @property {readonly string[]} files The files that it consists of.
 */

const START = 'virtual:start'

/**
 * Bundles `code` with the files that stand for our entries, as a browser gets them, without the packages that
 * `isLeftOut` names.
 * @param {string} code
 * @param {ReadonlyMap<string, string>} entries
 * @param {(name: string) => boolean} [isLeftOut]
 * @returns {Promise<Bundle>}
 */
export function bundle(code, entries, isLeftOut) {
  return bundleFrom(root, { code, isLeftOut, fileOf: name => entries.get(name) })
}

/**
 * Bundles an entry whole, without other packages, ours too.
 * @param {string} name
 * @param {ReadonlyMap<string, string>} entries
 * @returns {Promise<Bundle>}
 */
export function bundleEntry(name, entries) {
  const own = name.split('/').slice(0, 2).join('/')
  return bundle(
    `export * from '${name}'`,
    entries,
    other => other.startsWith('@everfresh/') && !other.startsWith(own),
  )
}

/**
 * Bundles `code` with the packages that are installed in `folder`, without React, TanStack Query and Supabase.
 * @param {string} folder
 * @param {object} sources
 * @param {string} sources.code
 * @param {((name: string) => boolean) | undefined} [sources.isLeftOut]
 * @param {(name: string) => string | undefined} [sources.fileOf] The file that stands for a package, where it is not
 *   the installed one.
 * @returns {Promise<Bundle>}
 */
export async function bundleFrom(
  folder,
  { code, isLeftOut = () => false, fileOf = () => undefined },
) {
  const output = /** @type {import('vite').Rolldown.RolldownOutput} */ (
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [
        {
          name: 'packed',
          enforce: 'pre',
          resolveId: name => (name === START ? START : isLeftOut(name) ? undefined : fileOf(name)),
          load: id => (id === START ? code : undefined),
        },
      ],
      build: {
        write: false,
        target: 'es2023',
        modulePreload: false,
        sourcemap: 'hidden',
        rolldownOptions: {
          input: START,
          preserveEntrySignatures: 'strict',
          external: name =>
            /^(react|react-dom|@tanstack|@supabase)(\/|$)/.test(name) || isLeftOut(name),
        },
      },
    })
  )
  const chunks = output.output.filter(chunk => chunk.type === 'chunk')
  return {
    size: gzipped(chunks.map(chunk => chunk.code).join('')),
    code: chunks[0]?.code ?? '',
    map: chunks[0]?.map?.toString() ?? '',
    files: chunks.flatMap(chunk => chunk.moduleIds.filter(id => id !== START)),
  }
}

/** @param {string} text */
export function gzipped(text) {
  return gzipSync(text, { level: 9 }).length
}
