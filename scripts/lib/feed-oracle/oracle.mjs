import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from '../compile.mjs'
import { root } from '../root.mjs'
import { planting } from '../simulation/plant.mjs'
import { runTool } from '../tool.mjs'
import { help, readOracleOptions } from './options.mjs'
import { planted } from './planted.mjs'

/**
 * `npm run feed:oracle`: has readers and writers at work on real PostgreSQL, and holds what each reader is told
 * against what it could see. Ends with 1 when that differs; with `--mutants`, when a planted bug is not found.
 * @param {readonly string[]} args
 */
export function oracle(args) {
  return runTool(async ({ makeFolder, say, signal }) => {
    const options = readOracleOptions(args)
    if (options.help) {
      say(help)
      return true
    }
    const out = await makeFolder('feed-oracle')
    const file = await compile(
      join(root, 'packages'),
      'supabase/test/feed-oracle/main.ts',
      out,
      signal,
    )
    /** @type {typeof import('../../../packages/supabase/test/feed-oracle/main.ts')} */
    const { play, plant } = await import(pathToFileURL(file).href)
    const sql = pathToFileURL(join(root, 'packages/supabase/sql/'))
    const host = { sql, say, signal }
    if (!options.mutants) return play(options, host)
    const bugs = planted.filter(({ name }) => name.includes(options.only))
    return plant(options, host, bugs, planting)
  })
}
