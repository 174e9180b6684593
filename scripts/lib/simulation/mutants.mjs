import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'
import { readMutantsOptions, mutantsHelp } from './mutants-options.mjs'
import { copyCore, plant, planting } from './plant.mjs'
import { planted } from './planted.mjs'
import { tryLaws, trySeeds } from './trials.mjs'

/** @typedef {import('./planted.mjs').Mutant} Mutant */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string | undefined} world The law and the seed that the simulation broke.
 * @property {string | undefined} test The title of the law test that failed.
 * @property {number} seconds
 */

/**
 * `npm run mutants`: plants bugs in a copy of the core, one at a time, and shows what catches each. Ends
 * with 1 when one of them is caught by nothing.
 * @param {readonly string[]} args
 */
export function mutants(args) {
  return runTool(async ({ makeFolder, say, signal }) => {
    const options = readMutantsOptions(args)
    if (options.help) {
      say(mutantsHelp)
      return true
    }
    const scratch = await makeFolder('mutants')
    // A copy, so that nobody's work on the checkout changes the core in the middle.
    const pristine = join(scratch, 'pristine')
    await copyCore(root, pristine)
    const host = { ...options, scratch, pristine, signal }
    // First, since a run takes minutes: can each bug be planted?
    for (const mutant of planted)
      planting(mutant, await readFile(join(pristine, 'packages/core/src', mutant.file), 'utf8'))
    await control(host)
    say('As it stands, the core breaks no law. Now with one bug at a time:\n')
    const rows = []
    for (const mutant of planted.filter(({ name }) => name.includes(options.only))) {
      const row = await judge(mutant, host)
      rows.push(row)
      say(line(row))
    }
    const alive = rows.filter(({ world, test }) => world === undefined && test === undefined)
    say(`\n${rows.length} bugs, ${rows.length - alive.length} caught, ${alive.length} survive`)
    return alive.length === 0
  })
}

/**
 * @typedef {object} Host
 * @property {string} scratch
 * @property {string} pristine The core as it stands.
 * @property {number} seeds
 * @property {boolean} quick
 * @property {AbortSignal} signal
 */

/**
 * Without a bug nothing may be caught: else the table would show nothing.
 * @param {Host} host
 */
async function control(host) {
  const row = await judge({ name: 'none', file: '', find: '', put: '' }, host)
  if (row.world !== undefined || row.test !== undefined)
    throw new Failure(
      `The core fails without any bug planted: ${row.world ?? ''} ${row.test ?? ''}. Put that right first.`,
    )
}

/**
 * @param {Mutant} mutant
 * @param {Host} host
 * @returns {Promise<Row>}
 */
async function judge(mutant, { scratch, pristine, seeds, quick, signal }) {
  const begun = performance.now()
  const place = await mkdtemp(join(scratch, 'one-'))
  await plant(mutant, pristine, place)
  const world = await trySeeds(place, seeds, signal)
  const test = quick && world !== undefined ? undefined : await tryLaws(place, signal)
  await rm(place, { recursive: true, force: true })
  return { name: mutant.name, world, test, seconds: (performance.now() - begun) / 1_000 }
}

/** @param {Row} row */
function line({ name, world, test, seconds }) {
  const caught = world === undefined && test === undefined ? '✗ SURVIVES' : '✓'
  const short = test === undefined ? '-' : test.length > 70 ? `${test.slice(0, 69)}…` : test
  return `${caught} ${name.padEnd(56)} ${(world ?? '-').padEnd(22)} ${short}  (${seconds.toFixed(0)} s)`
}
