import { SHOTS } from './schema.mjs'

const LOST_AFTER_MS = 60_000

/** @param {number} user */
export const firstShotOf = user => (user - 1) * SHOTS + 1

/**
 * Rejects when a change does not come: one that is lost must not look like one that is late.
 *
 * @template T
 * @param {Promise<T>} told
 * @returns {Promise<T>}
 */
export function inTime(told) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('A change was lost.')), LOST_AFTER_MS)
    told.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
