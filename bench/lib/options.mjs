import { parseOptions, toCount } from '../../scripts/lib/options.mjs'

export const help = `npm run bench -- [options]

  --only NAME    a group or a metric; may be repeated (all)
  --quick        fewer and shorter rounds: a coarse answer
  --full         the long outages too
  --rounds N     how many rounds of each measurement (5, with --quick 2)
  --json         print the results as JSON
  --detail NAME  what a group can tell beside its metrics; writes nothing
  --list         the groups and their metrics
  --docs         write the table of docs/benchmarks.md from bench/results.json
  --peers        other libraries beside ours; all other options are passed on
  --help         show this

The results are in bench/results.json; a run of a part replaces that part. \`npm run bench:check\` compares them with
bench/baseline.json.
`

const known = /** @type {const} */ ({
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  json: { type: 'boolean', default: false },
  detail: { type: 'string' },
  list: { type: 'boolean', default: false },
  docs: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * @typedef {object} BenchOptions
 * @property {readonly string[]} only Names of groups or metrics; empty for all.
 * @property {boolean} quick
 * @property {boolean} full
 * @property {number} rounds
 * @property {boolean} json
 * @property {string | undefined} detail
 * @property {boolean} list
 * @property {boolean} docs
 * @property {boolean} help
 * @property {readonly string[] | undefined} peers What to pass on to the comparison with peers, when it is asked for.
 */

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {BenchOptions}
 */
export function readBenchOptions(args) {
  const isForPeers = args.includes('--peers')
  const values = parseOptions('npm run bench', known, isForPeers ? [] : args)
  const rounds = values.rounds ?? (values.quick ? '2' : '5')
  return {
    ...values,
    only: values.only ?? [],
    detail: values.detail,
    rounds: toCount('--rounds', rounds),
    peers: isForPeers ? args.filter(arg => arg !== '--peers') : undefined,
  }
}
