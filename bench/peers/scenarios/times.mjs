/**
 * How long after it was sent each commit was on screen; Infinity where it never was.
 *
 * @param {import('../page.mjs').Page} page
 * @param {readonly import('../stage.mjs').Commit[]} commits
 */
export async function shownAfter(page, commits) {
  const since = await page.since(commits.map(({ row }) => row))
  return commits.map(({ sentAt }, at) => (since[at] ?? Infinity) - sentAt)
}

/**
 * A time as results have it: null where it never came.
 *
 * @param {number} ms
 */
export function orNever(ms) {
  return Number.isFinite(ms) ? ms : null
}
