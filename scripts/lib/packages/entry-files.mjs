import { join } from 'node:path'
import { publishedPackages } from './published.mjs'

/**
 * Each entry's name, and the file that it stands for.
 * @param {(folder: string) => string} placeOf Where the package is that is below packages/ in `folder`.
 * @returns {ReadonlyMap<string, string>}
 */
export function entryFiles(placeOf) {
  return new Map(
    publishedPackages().flatMap(({ folder, entries }) =>
      entries.map(({ name, js }) => /** @type {const} */ ([name, join(placeOf(folder), js)])),
    ),
  )
}
