import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from '../compile.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'
import { help, readFuzzOptions } from './options.mjs'

/**
 * `npm run fuzz`: throws strange requests and frames at a local backend. Ends with 1 when one of them does harm.
 * @param {readonly string[]} args
 */
export function fuzz(args) {
  return runTool(async ({ defer, makeFolder, say, signal }) => {
    const { help: wanted, ...options } = readFuzzOptions(args)
    if (wanted) {
      say(help)
      return true
    }
    const out = await makeFolder('fuzz')
    const file = await compile(join(root, 'packages/local'), 'test/fuzz/main.ts', out, signal)
    /** @type {typeof import('../../../packages/local/test/fuzz/main.ts')} */
    const { main } = await import(pathToFileURL(file).href)
    return main(options, { defer, say, signal })
  })
}
