import { plantedInBookmark } from './planted-bookmark.mjs'
import { plantedInConnection } from './planted-connection.mjs'
import { plantedInLog } from './planted-log.mjs'
import { plantedInQueries } from './planted-queries.mjs'

/**
 * @typedef {object} Mutant A bug that some peer, or an ancestor of this project, has shipped, or that
 * a change log invites.
 * @property {string} name
 * @property {string} file In packages/core/src.
 * @property {string} find Text that stands there exactly once.
 * @property {string} put What stands there instead.
 * @property {ReadonlyArray<{ find: string, put: string }>} [and] More of the same file.
 */

/** @type {readonly Mutant[]} */
export const planted = [
  ...plantedInConnection,
  ...plantedInQueries,
  ...plantedInLog,
  ...plantedInBookmark,
]
