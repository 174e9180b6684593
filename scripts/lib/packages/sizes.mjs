import { join } from 'node:path'
import { build } from '../build.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'
import { budgets, minimal } from './budgets.mjs'
import { bundle, bundleEntry } from './bundle.mjs'
import { entryFiles } from './entry-files.mjs'
import { shares } from './shares.mjs'

/** `npm run sizes`: what the minimal example loads, file by file, and what each entry weighs. */
export function sizes() {
  return runTool(async ({ say, signal }) => {
    await build(root, signal)
    const entries = entryFiles(folder => join(root, 'packages', folder))
    for (const [name, { code, budget }] of Object.entries(minimal)) {
      const made = await bundle(code, entries)
      say(`\n${name}: ${made.size} bytes gzipped of ${budget}, ${made.code.length} minified`)
      say('  gzipped  minified')
      for (const { file, gzipped, minified } of shares(made))
        say(`${column(gzipped, 9)} ${column(minified, 9)}  ${shortened(file)}`)
    }
    say('\nEach entry whole, without other packages')
    for (const [name, budget] of Object.entries(budgets)) {
      const { size } = await bundleEntry(name, entries)
      say(`${column(size, 9)} of ${column(budget, 6)}  ${name}`)
    }
    return true
  })
}

/**
 * @param {number} value
 * @param {number} width
 */
function column(value, width) {
  return String(value).padStart(width)
}

/** @param {string} file */
function shortened(file) {
  return file.replace(/^.*packages\//, '').replace('/dist/', '/')
}
