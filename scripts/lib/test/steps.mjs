import { join } from 'node:path'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {'checks' | 'tests'} kind A check counts as one; tests count themselves.
 * @property {boolean} [secondTier] Runs where it is named, and in CI.
 * @property {boolean} [browses] Needs a browser.
 * @property {boolean} [compiles] Needs what the packages compile to, and makes it: never two of these at once.
 * @property {boolean} [mostlyWaits] Runs beside the other tests, which it hardly slows down.
 * @property {Readonly<Record<string, string>>} [env] Variables of the environment that its commands have besides.
 * @property {ReadonlyArray<readonly string[]>} commands Run in order until one fails.
 */

/** @param {...string} args A script of a package, and its arguments. */
const node = (...args) => [process.execPath, ...args]

/** @param {string} project @param {...string} args */
const vitest = (project, ...args) =>
  node('node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', ...args)

const tsc = join('node_modules', 'typescript', 'bin', 'tsc')

/**
 * All steps, in the order in which they are shown.
 * @type {readonly Step[]}
 */
export const steps = [
  { name: 'format', kind: 'checks', commands: [node('node_modules/oxfmt/bin/oxfmt', '--check')] },
  {
    name: 'lint',
    kind: 'checks',
    compiles: true,
    // Where nothing is compiled yet, a type of another package is none, and what is found depends on that.
    commands: [
      node(tsc, '-b'),
      node('node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
    ],
  },
  {
    name: 'types',
    kind: 'checks',
    compiles: true,
    commands: [
      node(tsc, '-b'),
      node(tsc, '-p', 'tsconfig.tests.json'),
      node(tsc, '-p', 'apps/studio'),
      node(tsc, '-p', 'scripts'),
      node(tsc, '-p', 'compat'),
    ],
  },
  { name: 'laws', kind: 'checks', commands: [node('scripts/laws.mjs', '--check')] },
  {
    name: 'dead-code',
    kind: 'checks',
    compiles: true,
    // A program is followed from what it compiles to.
    commands: [node(tsc, '-b'), node('node_modules/knip/bin/knip.js')],
  },
  { name: 'packages', kind: 'tests', browses: true, commands: [vitest('packages')] },
  { name: 'unit', kind: 'tests', commands: [vitest('unit*', '--coverage')] },
  { name: 'simulation', kind: 'tests', commands: [vitest('simulation')] },
  { name: 'wire', kind: 'tests', commands: [vitest('wire')] },
  { name: 'conformance', kind: 'tests', mostlyWaits: true, commands: [vitest('conformance')] },
  { name: 'browser', kind: 'tests', browses: true, commands: [vitest('browser')] },
  {
    name: 'browser-feed',
    kind: 'tests',
    browses: true,
    secondTier: true,
    // The same tests over a page that listens to the change feed.
    env: { EVERFRESH_SOURCE: 'feed' },
    commands: [vitest('browser')],
  },
  {
    name: 'examples',
    kind: 'tests',
    browses: true,
    secondTier: true,
    commands: [vitest('examples')],
  },
]
