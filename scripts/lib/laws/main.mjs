import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format } from 'oxfmt'
import { explain, Failure } from '../failure.mjs'
import { root } from '../root.mjs'
import { faultsOfFlows, faultsOfModes } from './modes.mjs'
import { fenced, regionsOf, rewritten } from './regions.mjs'
import { faultsOfLaws, testsOf } from './spec.mjs'
import { loadTables, tableAsText, typeIn } from './tables.mjs'
import { titlesIn } from './titles.mjs'

/** @typedef {import('./regions.mjs').Region} Region */

/**
 * `npm run laws`: writes into SPEC.md each law's tests, the tables of the machines and their states,
 * and says what is wrong between the laws, the failure modes and the tests. With `--check`, as a step
 * of `npm test`, it writes nothing, and a page that is out of date is wrong too.
 * @param {readonly string[]} args
 */
export async function laws(args) {
  try {
    const faults = await work(args.includes('--check'))
    if (faults.length === 0) return
    process.stdout.write(`${faults.map(fault => `✗ ${fault}`).join('\n')}\n`)
  } catch (error) {
    process.stderr.write(`✗ ${explain(error)}\n`)
  }
  process.exitCode = 1
}

/**
 * @param {boolean} checking
 * @returns {Promise<readonly string[]>} What is wrong, a sentence for each.
 */
async function work(checking) {
  const file = join(root, 'SPEC.md')
  const [page, modes, titles, tables] = await Promise.all([
    readFile(file, 'utf8'),
    readFile(join(root, 'docs/failure-modes.md'), 'utf8'),
    titlesIn(root),
    loadTables(root),
  ])
  const types = await typesOn(page)
  const write = (/** @type {Region} */ { kind, name }) => {
    if (kind === 'tests') return testsOf(name, titles)
    const table = tables[name]
    if (kind === 'table' && table !== undefined) return tableAsText(table)
    const type = types.get(name)
    if (kind === 'type' && type !== undefined) return fenced('ts', type)
    throw new Failure(`SPEC.md asks for the ${kind} "${name}", which there is not.`)
  }
  const fresh = await formatted(rewritten(page, write))
  if (!checking) await writeFile(file, fresh)
  const stale = checking && fresh !== page
  return [
    ...faultsOfLaws(page, titles),
    ...faultsOfModes(modes, titles),
    ...faultsOfFlows(modes, titles),
    ...(stale ? ['SPEC.md is out of date. Run: npm run laws'] : []),
  ]
}

/**
 * The types that a page shows, each by its region's name, `file Name`.
 * @param {string} page
 * @returns {Promise<ReadonlyMap<string, string | undefined>>}
 */
async function typesOn(page) {
  const shown = regionsOf(page).filter(({ kind }) => kind === 'type')
  const read = shown.map(async ({ name }) => {
    const [file = '', type = ''] = name.split(' ')
    return /** @type {const} */ ([name, typeIn(await readFile(join(root, file), 'utf8'), type)])
  })
  return new Map(await Promise.all(read))
}

/**
 * As `npm run format` leaves it, so that one never undoes the other.
 * @param {string} text
 */
async function formatted(text) {
  const options = JSON.parse(await readFile(join(root, '.oxfmtrc.json'), 'utf8'))
  const { code, errors } = await format('SPEC.md', text, options)
  if (errors.length > 0) throw new Failure(`SPEC.md cannot be formatted: ${errors[0]?.message}`)
  return code
}
