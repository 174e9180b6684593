import { now } from './now.mjs'

/** @typedef {{ id: string, title: string }} Row */

/**
 * What has been on screen, and since when. `show` is called after React has put rows into the document.
 */
export function createScreen() {
  /** @type {Map<string, number>} */
  let since = new Map()
  /** @type {Map<string, string[]>} */
  let titles = new Map()
  /** @type {Set<string>} */
  let shown = new Set()
  /** @type {Set<() => void>} */
  const watchers = new Set()

  return {
    /** @param {readonly Row[]} rows */
    show(rows) {
      const at = now()
      shown = new Set(rows.map(wordOf))
      for (const row of rows) {
        const word = wordOf(row)
        if (!since.has(word)) since.set(word, at)
        const past = titles.get(row.id) ?? []
        if (past.at(-1) !== row.title) titles.set(row.id, [...past, row.title])
      }
      for (const watcher of watchers) watcher()
    },
    clear() {
      since = new Map()
      titles = new Map()
      shown = new Set()
    },
    /** @param {readonly Row[]} rows */
    missing: rows => rows.filter(row => !shown.has(wordOf(row))).length,
    /**
     * Since when each row has been on screen for the first time; null where it never was.
     *
     * @param {readonly Row[]} rows
     */
    since: rows => rows.map(row => since.get(wordOf(row)) ?? null),
    /**
     * All titles that a row has shown, in order.
     *
     * @param {string} id
     */
    titles: id => titles.get(id) ?? [],
    /**
     * When all rows are on screen together; null when they are not in time.
     *
     * @param {readonly Row[]} rows
     * @param {number} withinMs
     * @returns {Promise<number | null>}
     */
    whenShown(rows, withinMs) {
      return new Promise(resolve => {
        const look = () => {
          if (rows.every(row => shown.has(wordOf(row)))) end(now())
        }
        const timer = setTimeout(() => end(null), withinMs)
        const end = (/** @type {number | null} */ at) => {
          clearTimeout(timer)
          watchers.delete(look)
          resolve(at)
        }
        watchers.add(look)
        look()
      })
    },
  }
}

/** @param {Row} row */
function wordOf({ id, title }) {
  return `${id} ${title}`
}
