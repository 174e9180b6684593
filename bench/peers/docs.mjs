import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.mjs'
import { betweenMarks } from '../lib/between-marks.mjs'
import { aheadTable } from './ahead.mjs'
import { libraries, zero } from './library.mjs'
import { scenarioTable } from './table.mjs'

/** @typedef {import('./results.mjs').Results} Results */

const PAGE = 'docs/benchmarks.md'
const place = {
  file: PAGE,
  begin: '<!-- peers: written by npm run bench -- --peers -->',
  end: '<!-- end of peers -->',
}

/**
 * Writes the tables into the page, between its marks, and says so. Throws a `Failure` where the marks are missing.
 *
 * @param {Results} results
 */
export async function writeDocs(results) {
  const page = join(root, PAGE)
  const text = await readFile(page, 'utf8')
  await writeFile(page, withTables(text, results))
  return `${PAGE} shows ${results.scenarios.length} scenarios.`
}

/**
 * @param {string} text
 * @param {Results} results
 */
export function withTables(text, results) {
  return betweenMarks(text, place, tables(results))
}

/** @param {Results} results */
function tables({ machine, versions, scenarios }) {
  const { date, cpu, cores, memory, node, load, commit } = machine
  const moment = momentWords({ date, commit, load })
  const about = `${moment}; ${cpu}, ${cores} cores, ${memory}, Node ${node}.`
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const all = [...libraries, zero]
  return [
    about,
    `Versions: ${used.join(', ')}.`,
    '### Wherever another was ahead of Everfresh',
    aheadTable(scenarios, { ours: 'everfresh', libraries: all }).join('\n'),
    ...scenarios.flatMap(scenario => [
      `### ${scenario.title}`,
      scenario.measured === undefined
        ? scenario.about
        : `${scenario.about} (${momentWords(scenario.measured)})`,
      scenarioTable(scenario, all).join('\n'),
      ...zeroWords(scenario),
    ]),
  ].join('\n\n')
}

/** @param {import('./results.mjs').Measured} scenario */
function zeroWords({ zero: apart }) {
  if (apart === undefined) return []
  if ('why' in apart) return [`Zero: not measured. ${apart.why}`]
  return [`Zero: ${momentWords(apart.measured).toLowerCase()}, alone.`]
}

/** @param {import('./results.mjs').Moment} moment */
function momentWords({ date, commit, load }) {
  return `Measured on ${date.slice(0, 10)} at commit ${commit}, under a load of ${load}`
}
