import { build } from '../../scripts/lib/build.mjs'
import { Failure } from '../../scripts/lib/failure.mjs'
import { parseOptions } from '../../scripts/lib/options.mjs'
import { root } from '../../scripts/lib/root.mjs'
import { runTool } from '../../scripts/lib/tool.mjs'
import { compare, toBaseline } from './compare.mjs'
import { readBaseline, readResults, writeBaseline } from './files.mjs'
import { findGroups } from './find-groups.mjs'

const help = `npm run bench:check -- [options]

  --accept   take the ratios of bench/results.json as the new bench/baseline.json
  --help     show this

Compares the ratios of bench/results.json, which \`npm run bench\` writes, with those of bench/baseline.json.
`

const known = /** @type {const} */ ({
  accept: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * `npm run bench:check`: says which ratios have got worse than the baseline allows. Ends with 1 when one has, or is
 * missing.
 *
 * @param {readonly string[]} args
 */
export function check(args) {
  return runTool(async ({ say, signal }) => {
    const options = parseOptions('npm run bench:check', known, args)
    if (options.help) {
      say(help)
      return true
    }
    const results = await readResults()
    if (results === undefined)
      throw new Failure('There is no bench/results.json. Run `npm run bench` first.')
    return options.accept ? accept(results, { say, signal }) : report(results, say)
  })
}

/**
 * @param {import('./merge.mjs').Results} results
 * @param {{ say: (text: string) => void, signal: AbortSignal }} host
 */
async function accept({ metrics }, { say, signal }) {
  await build(root, signal)
  const { groups } = await findGroups()
  const known = groups.flatMap(({ group }) => group.metrics)
  const baseline = toBaseline(metrics, new Map(known.map(metric => [metric.name, metric])))
  await writeBaseline(baseline)
  say(`bench/baseline.json now has ${Object.keys(baseline).length} ratios. Commit it, and say why.`)
  return true
}

/**
 * @param {import('./merge.mjs').Results} results
 * @param {(text: string) => void} say
 */
async function report({ metrics }, say) {
  const baseline = await readBaseline()
  if (baseline === undefined)
    throw new Failure(
      'There is no bench/baseline.json. `npm run bench:check -- --accept` makes it from bench/results.json.',
    )
  const { falls, missing, compared } = compare(baseline, metrics)
  for (const { name, words } of falls) say(`✗ ${name}: ${words}`)
  for (const name of missing) say(`✗ ${name}: bench/results.json has no ratio of it`)
  if (falls.length > 0)
    say(
      `\nMeasure once more what fell (\`npm run bench -- --only ${falls[0]?.name}\`): the machine may have been busy. If it stays, look for the change that did it; if it is meant, \`npm run bench:check -- --accept\` and say why in the commit.`,
    )
  if (missing.length > 0)
    say(`\nMeasure what is missing: \`npm run bench -- --only ${missing.join(' --only ')}\`.`)
  if (falls.length + missing.length === 0)
    say(`✓ ${compared} ratios are no worse than the baseline`)
  return falls.length + missing.length === 0
}
