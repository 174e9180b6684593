import { parseArgs } from 'node:util'
import { Failure } from '../failure.mjs'

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
  const { seeds, ...rest } = parse(args)
  const count = Number(seeds)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Failure(`--seeds takes a whole number from 1, and ${JSON.stringify(seeds)} is none.`)
  return { ...rest, seeds: count }
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false })
      .values
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error)
    throw new Failure(`${complaint} \`npm run mutants -- --help\` lists the options.`)
  }
}
