import { fenced, folded, regionsOf } from './regions.mjs'

/** @typedef {import('./titles.mjs').Title} Title */

/** A law begins a paragraph: its number in bold, then its text. */
const lawAtStart = /^\*\*([A-Z]\d+)\*\* /gm

/**
 * The numbers of the laws on the page, in its order.
 * @param {string} page
 * @returns {readonly string[]}
 */
export function lawsOn(page) {
  return [...page.matchAll(lawAtStart)].map(([, law = '']) => law)
}

/**
 * What is shown below a law: its tests by name, file by file.
 * @param {string} law
 * @param {readonly Title[]} titles
 * @returns {string}
 */
export function testsOf(law, titles) {
  const holding = titles.filter(({ laws }) => laws.includes(law))
  if (holding.length === 0) return '_No test yet._'
  const files = [...new Set(holding.map(({ file }) => file))]
  const lines = files.flatMap(file => [
    file,
    ...new Set(holding.filter(title => title.file === file).map(({ title }) => `  ${title}`)),
  ])
  const count = holding.length === 1 ? '1 test' : `${holding.length} tests`
  return folded(count, fenced('text', lines.join('\n')))
}

/**
 * What is wrong between the laws and the tests, apart from lists that are out of date.
 * @param {string} page
 * @param {readonly Title[]} titles
 * @returns {readonly string[]} A sentence for each.
 */
export function faultsOfLaws(page, titles) {
  const laws = lawsOn(page)
  const listed = regionsOf(page).flatMap(({ kind, name }) => (kind === 'tests' ? [name] : []))
  const twice = laws.filter((law, i) => laws.indexOf(law) !== i)
  return [
    ...twice.map(law => `SPEC.md has the law ${law} twice.`),
    ...laws
      .filter(law => !listed.includes(law))
      .map(
        law =>
          `SPEC.md has no list of the tests of ${law}: write <!-- tests: ${law} --><!-- end --> below it.`,
      ),
    ...listed
      .filter(law => !laws.includes(law))
      .map(law => `SPEC.md lists tests of ${law}, which it has not as a law.`),
    ...laws
      .filter(law => titles.every(title => !title.laws.includes(law)))
      .map(law => `${law} has no test: begin the title of one with "${law}: ".`),
    ...titles.flatMap(({ file, title, laws: named }) =>
      named
        .filter(law => !laws.includes(law))
        .map(law => `${file}: "${title}" names ${law}, which SPEC.md has not as a law.`),
    ),
  ]
}
