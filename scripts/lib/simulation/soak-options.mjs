import { Failure } from '../failure.mjs'
import { parseOptions, toCount } from '../options.mjs'
import { toSteps } from '../steps.mjs'

export const help = `npm run soak -- [options]

  --seeds N      how many worlds, each with and without a change log (20000)
  --from S       the first seed (1)
  --seed S       one world, with its trace
  --steps LIST   with --seed: only these of its steps, as 3,7,12-14 or none
  --help         show this
`

const known = /** @type {const} */ ({
  seeds: { type: 'string', default: '20000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * @typedef {object} SoakOptions
 * @property {boolean} help
 * @property {number} from
 * @property {number} count
 * @property {readonly number[] | undefined} steps
 * @property {boolean} trace One world was asked for.
 */

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {SoakOptions}
 */
export function readSoakOptions(args) {
  const { seeds, from, seed, steps, help: wanted } = parseOptions('npm run soak', known, args)
  if (steps !== undefined && seed === undefined)
    throw new Failure('--steps says which steps of one world to keep: name it with --seed.')
  return {
    help: wanted,
    from: toCount(seed === undefined ? '--from' : '--seed', seed ?? from),
    count: seed === undefined ? toCount('--seeds', seeds) : 1,
    steps: steps === undefined ? undefined : toSteps(steps),
    trace: seed !== undefined,
  }
}
