/**
 * @typedef {object} Region A part of a page that is written by `npm run laws`.
 * @property {string} kind What it shows, such as `tests`.
 * @property {string} name Of what, such as `C1`.
 */

const between = /<!-- (\w+): (.+?) -->[\s\S]*?<!-- end -->/g

/**
 * @param {string} page
 * @returns {readonly Region[]}
 */
export function regionsOf(page) {
  return [...page.matchAll(between)].map(([, kind = '', name = '']) => ({ kind, name }))
}

/**
 * The page with each region, `<!-- kind: name --> ... <!-- end -->`, written anew.
 * @param {string} page
 * @param {(region: Region) => string} write
 * @returns {string}
 */
export function rewritten(page, write) {
  return page.replace(between, (_, kind, name) => {
    return `<!-- ${kind}: ${name} -->\n\n${write({ kind, name }).trim()}\n\n<!-- end -->`
  })
}

/**
 * @param {string} summary
 * @param {string} content
 */
export const folded = (summary, content) =>
  `<details><summary>${summary}</summary>\n\n${content.trim()}\n\n</details>`

/**
 * @param {string} language
 * @param {string} text
 */
export const fenced = (language, text) => `\`\`\`${language}\n${text.trim()}\n\`\`\``
