/** @typedef {import('../library.mjs').Library} Library */
/** @typedef {import('../stage.mjs').Stage} Stage */
/** @typedef {import('../page.mjs').Page} Page */

/**
 * What was measured, by the name of a column. Null: it never happened while we waited.
 *
 * @typedef {Readonly<Record<string, number | null>>} Values
 */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {string} about How it is measured, for the docs.
 * @property {readonly Column[]} columns
 * @property {string} [notForZero] Why it means nothing for Zero, which is then left out.
 * @property {boolean} [late] On the backend whose subscriptions begin late.
 * @property {(stage: Stage, libraries: readonly Library[]) => Promise<ReadonlyMap<string, Values>>} measure
 */

/**
 * @typedef {object} Column
 * @property {string} name Of the value.
 * @property {string} title
 * @property {'ms' | 'count' | 'kB'} unit
 * @property {string} never What null means.
 */

/**
 * One library after the other, each alone.
 *
 * @param {Stage} stage
 * @param {readonly Library[]} libraries
 * @param {(page: Page) => Promise<Values>} measure
 */
export async function oneByOne(stage, libraries, measure) {
  /** @type {Map<string, Values>} */
  const found = new Map()
  for (const { file } of libraries) {
    const page = await stage.open(file)
    try {
      found.set(file, await measure(page))
    } finally {
      await page.close()
    }
  }
  return found
}

/**
 * All at once: each has rows of its own, and the same faults. For what mostly waits.
 *
 * @param {Stage} stage
 * @param {readonly Library[]} libraries
 * @param {(pages: readonly Page[]) => Promise<readonly Values[]>} measure
 */
export async function together(stage, libraries, measure) {
  const opened = await Promise.allSettled(libraries.map(({ file }) => stage.open(file)))
  const pages = opened.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    const failed = opened.find(one => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const values = await measure(pages)
    return new Map(libraries.map(({ file }, at) => [file, values[at] ?? {}]))
  } finally {
    await Promise.all(pages.map(page => page.close()))
  }
}
