import { parseOptions, toCount } from '../options.mjs'

export const mutantsHelp = `npm run mutants -- [options]

  --seeds N     how many worlds each bug is tried in (300)
  --only TEXT   only bugs whose name contains it
  --quick       run the law tests only where no world caught the bug
  --help        show this
`

const known = /** @type {const} */ ({
  seeds: { type: 'string', default: '300' },
  only: { type: 'string', default: '' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {{ help: boolean, quick: boolean, seeds: number, only: string }}
 */
export function readMutantsOptions(args) {
  const { seeds, ...rest } = parseOptions('npm run mutants', known, args)
  return { ...rest, seeds: toCount('--seeds', seeds) }
}
