import { join } from 'node:path'
import { Failure } from '../failure.mjs'
import { parseOptions } from '../options.mjs'
import { root } from '../root.mjs'

export const help = `npm run conformance -- [options]

  --traces DIR   folder with traces (*.jsonl) and a schema.sql (the project's golden traces)
  --only NAME    one trace of them
  --url URL      another server, such as http://127.0.0.1:54321; with --db
  --db URL       its database as a superuser: postgres://user:password@host/name
  --secret TEXT  the JWT secret of that server (the one of the Supabase CLI)
  --record       write what the server says as new traces; with --out
  --out DIR      folder for them
  --help         show this
`

const known = /** @type {const} */ ({
  traces: { type: 'string', default: join(root, 'packages/local/conformance/golden') },
  only: { type: 'string' },
  url: { type: 'string' },
  db: { type: 'string' },
  secret: { type: 'string' },
  record: { type: 'boolean', default: false },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * @typedef {object} ConformanceOptions
 * @property {boolean} help
 * @property {string} traces
 * @property {string | undefined} only
 * @property {{ url: string, db: string, secret: string | undefined } | undefined} other
 * @property {string | undefined} out Where new traces are written; undefined to compare.
 */

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @returns {ConformanceOptions}
 */
export function readConformanceOptions(args) {
  const values = parseOptions('npm run conformance', known, args)
  const { help: wanted, traces, only, url, db, secret, record, out } = values
  if ((url === undefined) !== (db === undefined))
    throw new Failure('--url and --db belong together: the address of a server and its database.')
  if (secret !== undefined && url === undefined)
    throw new Failure('--secret is that of another server: name it by --url and --db.')
  if (record !== (out !== undefined))
    throw new Failure('--record and --out belong together: new traces are written to a folder.')
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url))
    throw new Failure(`--url takes an address such as http://127.0.0.1:54321, not ${url}.`)
  return {
    help: wanted,
    traces,
    only,
    other: url === undefined || db === undefined ? undefined : { url, db, secret },
    out,
  }
}
