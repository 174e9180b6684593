import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The SQL of the feed, as @everfresh/supabase ships it. */
export interface Kit {
  /** Raised with every change of the SQL. */
  readonly version: number
  /** Makes the feed, or brings an older one up to date. May be run again. */
  readonly install: string
  /** Takes away everything that `install` made, and the app's `can_read` with it. */
  readonly remove: string
}

const STEP = /^\d+-.*\.sql$/
const VERSION = /update everfresh\.state set version = (\d+)/

/** Reads the kit. Throws where the package is not whole, which is no fault of whoever runs the command. */
export function readKit(): Kit {
  const manifest = createRequire(import.meta.url).resolve('@everfresh/supabase/package.json')
  const folder = join(dirname(manifest), 'sql')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trimEnd()
  const install = readdirSync(folder)
    .filter(name => STEP.test(name))
    .toSorted()
    .map(read)
    .join('\n\n')
  const version = VERSION.exec(install)?.[1]
  if (version === undefined) throw new Error(`The SQL in ${folder} does not say its version.`)
  return { version: Number(version), install, remove: read('remove.sql') }
}
