import { fileURLToPath } from 'node:url'
import { build } from '../../scripts/lib/build.mjs'
import { Failure } from '../../scripts/lib/failure.mjs'
import { parseOptions } from '../../scripts/lib/options.mjs'
import { root } from '../../scripts/lib/root.mjs'
import { runTool } from '../../scripts/lib/tool.mjs'
import { readJson, writeJson } from '../lib/json-file.mjs'
import { writeDocs } from './docs.mjs'
import { measureAll } from './measure.mjs'
import { drawAll } from './plots.mjs'
import { tableLines } from './table.mjs'

const RESULTS = fileURLToPath(new URL('./results.json', import.meta.url))

const help = `npm run bench:scale -- [options]

  --plot   only print the table and write docs/scale.md's table and plots anew, from bench/scale/results.json
  --help   show this

Simulates crowds on one project, prints a table, writes bench/scale/results.json, and from it the table and the plots of docs/scale.md.
`

/** @satisfies {NonNullable<import('node:util').ParseArgsConfig['options']>} */
const known = {
  plot: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
}

/** @param {readonly string[]} args */
export function scale(args) {
  return runTool(async ({ say, signal }) => {
    const options = parseOptions('npm run bench:scale', known, args)
    if (options.help) {
      say(help)
      return true
    }
    if (!options.plot) {
      await build(root, signal)
      const results = await measureAll(text => say(`… ${text}`), signal)
      await writeJson(RESULTS, results)
    }
    /** @type {readonly import('./measure.mjs').Measured[] | undefined} */
    const measured = await readJson(RESULTS)
    if (measured === undefined)
      throw new Failure(
        'There is no bench/scale/results.json yet. Run `npm run bench:scale` first.',
      )
    for (const line of tableLines(measured)) say(line)
    for (const file of [...(await drawAll(measured)), await writeDocs(measured)]) say(file)
    return true
  })
}
