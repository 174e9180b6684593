import { Failure } from '../../scripts/lib/failure.mjs'

/**
 * The page with `text` between its two marks, and all else as it was. Throws a `Failure` where a mark is missing.
 *
 * @param {string} page
 * @param {{ file: string, begin: string, end: string }} place `file` names the page in what is thrown.
 * @param {string} text
 */
export function betweenMarks(page, { file, begin, end }, text) {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from === -1 || to < from)
    throw new Failure(
      `${file} has no place for its table: no "${begin}" with "${end}" after it. Put both back.`,
    )
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`
}
