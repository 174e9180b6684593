import { Failure } from '../failure.mjs'
import { parseOptions, toCount } from '../options.mjs'
import { toSteps } from '../steps.mjs'

const parts = /** @type {const} */ (['rest', 'auth', 'storage', 'realtime', 'http'])

export const help = `npm run fuzz -- [options]

  --count N      how many requests and frames (100000)
  --seed S       another seed throws other ones (1)
  --only PART    ${parts.join(', ')}
  --case I       one case of the seed, with its steps
  --steps LIST   with --case: only these of its steps, as 3,7,12-14
  --help         show this
`

const known = /** @type {const} */ ({
  count: { type: 'string', default: '100000' },
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
  case: { type: 'string' },
  steps: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
})

/** @typedef {import('../../../packages/local/test/fuzz/fuzz.ts').FuzzOptions} FuzzOptions */

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {FuzzOptions & { help: boolean }}
 */
export function readFuzzOptions(args) {
  const {
    count,
    seed,
    only,
    case: index,
    steps,
    help: wanted,
  } = parseOptions('npm run fuzz', known, args)
  if (steps !== undefined && index === undefined)
    throw new Failure('--steps says which steps of one case to keep: name it with --case.')
  return {
    help: wanted,
    seed: toCount('--seed', seed),
    count: toCount('--count', count),
    ...(only !== undefined && { only: toPart(only) }),
    // The first case has the number 0.
    ...(index !== undefined && { index: index === '0' ? 0 : toCount('--case', index) }),
    ...(steps !== undefined && { steps: toSteps(steps) }),
  }
}

/** @param {string} text */
function toPart(text) {
  const part = parts.find(each => each === text)
  if (part !== undefined) return part
  throw new Failure(`--only takes one of ${parts.join(', ')}, and ${JSON.stringify(text)} is none.`)
}
