import { Failure } from '../../scripts/lib/failure.mjs'
import { parseOptions } from '../../scripts/lib/options.mjs'

export const help = `npm run bench -- --peers [options]

  --only NAME    a scenario; may be repeated (all)
  --library NAME a library, by the name of its file in bench/peers/libraries; may be repeated (all)
  --zero         Zero, alone and beside what was measured of the others: installs it (500 MB) and starts zero-cache
  --docs         write the tables of docs/benchmarks.md from bench/peers/results.json
  --help         show this

Installs the versions of bench/peers/versions.json into .everfresh/bench/peers, Zero into .everfresh/bench/zero. The results are in
bench/peers/results.json; a run of some scenarios replaces those, a run of some libraries is shown only.
`

/** @type {string[]} */
const none = []

/** @satisfies {NonNullable<import('node:util').ParseArgsConfig['options']>} */
const known = {
  only: { type: 'string', multiple: true, default: none },
  library: { type: 'string', multiple: true, default: none },
  zero: { type: 'boolean', default: false },
  docs: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
}

/** @param {readonly string[]} args */
export function readPeersOptions(args) {
  return parseOptions('npm run bench -- --peers', known, args)
}

/**
 * Those that are named; all when none is. Throws a `Failure` for a name that nothing has.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {readonly string[]} names
 * @param {(item: T) => string} nameOf
 * @returns {readonly T[]}
 */
export function named(all, names, nameOf) {
  const unknown = names.find(name => !all.some(item => nameOf(item) === name))
  if (unknown !== undefined)
    throw new Failure(`There is no "${unknown}". There are: ${all.map(nameOf).join(', ')}.`)
  return names.length === 0 ? all : all.filter(item => names.includes(nameOf(item)))
}
