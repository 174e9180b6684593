import { SourceMap } from 'node:module'
import { gzipped } from './bundle.mjs'

/**
 * @typedef {object} Share What one file has of a bundle.
 * @property {string} file As the source map names it.
 * @property {number} minified In bytes.
 * @property {number} gzipped By so much the gzipped bundle would be smaller without it. All of these together are
 *   less than the whole, as files share their words.
 */

/**
 * What each file has of `bundle`, the heaviest first.
 * @param {Pick<import('./bundle.mjs').Bundle, 'code' | 'map'>} bundle
 * @returns {readonly Share[]}
 */
export function shares({ code, map }) {
  const owners = ownersOf(code, new SourceMap(JSON.parse(map)))
  const whole = gzipped(code)
  return Array.from(new Set(owners), file => ({
    file,
    minified: owners.filter(owner => owner === file).length,
    gzipped:
      whole -
      gzipped(
        Array.from(code)
          .filter((_, i) => owners[i] !== file)
          .join(''),
      ),
  })).sort((a, b) => b.gzipped - a.gzipped)
}

/**
 * The file of each character.
 * @param {string} code
 * @param {SourceMap} map
 * @returns {readonly string[]}
 */
function ownersOf(code, map) {
  return code.split('\n').flatMap((line, row) =>
    Array.from(`${line}\n`, (_, column) => {
      const entry = map.findEntry(row, column)
      // What the bundler wrote itself is of no file.
      return ('originalSource' in entry ? entry.originalSource : undefined) ?? '(the bundler)'
    }),
  )
}
