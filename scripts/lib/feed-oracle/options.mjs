import { Failure } from '../failure.mjs'
import { parseOptions, toCount } from '../options.mjs'

const versions = /** @type {const} */ ([15, 17])
const kinds = /** @type {const} */ (['calm', 'rotation', 'holes', 'crash', 'restart', 'restore'])

export const help = `npm run feed:oracle -- [options]

  --seconds N      how long to go on, on each version (60)
  --rounds N       ends after so many rounds
  --seed S         the first round's seed; the next one's is S + 1 (1)
  --postgres V     ${versions.join(' or ')} (both, one after the other)
  --kind KIND      only rounds of one kind: ${kinds.join(', ')}
  --steps N        how long each round is (by chance)
  --mutants        plants known bugs in the SQL, one at a time, and shows what finds each
  --only TEXT      with --mutants: only bugs whose name contains it
  --help           show this
`

const known = /** @type {const} */ ({
  seconds: { type: 'string', default: '60' },
  rounds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  postgres: { type: 'string' },
  kind: { type: 'string' },
  steps: { type: 'string' },
  mutants: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  help: { type: 'boolean', short: 'h', default: false },
})

/** @typedef {import('../../../packages/supabase/test/feed-oracle/main.ts').PlayOptions} PlayOptions */

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {PlayOptions & { mutants: boolean, only: string, help: boolean }}
 */
export function readOracleOptions(args) {
  const { seconds, rounds, seed, postgres, kind, steps, ...rest } = parseOptions(
    'npm run feed:oracle',
    known,
    args,
  )
  return {
    ...rest,
    seconds: toCount('--seconds', seconds),
    seed: toCount('--seed', seed),
    versions: postgres === undefined ? versions : [oneOf('--postgres', versions, postgres)],
    ...(rounds !== undefined && { rounds: toCount('--rounds', rounds) }),
    ...(kind !== undefined && { kind: oneOf('--kind', kinds, kind) }),
    ...(steps !== undefined && { steps: toCount('--steps', steps) }),
  }
}

/**
 * @template {string | number} Item
 * @param {string} option
 * @param {readonly Item[]} items
 * @param {string} text
 */
function oneOf(option, items, text) {
  const found = items.find(item => String(item) === text)
  if (found !== undefined) return found
  throw new Failure(
    `${option} takes one of ${items.join(', ')}, and ${JSON.stringify(text)} is none.`,
  )
}
