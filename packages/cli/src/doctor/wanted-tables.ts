import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from '../usage-error.ts'
import type { WantedTable } from './target.ts'

/** Looked for in the current folder when neither `--tables` nor `--config` is given. */
const DEFAULT_CONFIG = 'everfresh.json'

/** The tables that the app listens to, and where they are named. */
export interface WantedTables {
  readonly tables: readonly WantedTable[]
  readonly from: string | undefined
}

/**
 * The tables of `--tables a,b,public.c`, of `--config FILE`, or of `everfresh.json` where there is one;
 * none where nobody names any. Throws UsageError.
 */
export function readWantedTables(options: {
  readonly tables?: string
  readonly config?: string
}): WantedTables {
  if (options.tables !== undefined && options.config !== undefined) {
    throw new UsageError('Give either --tables or --config, not both: each is the whole list.')
  }
  if (options.tables !== undefined) {
    const names = options.tables.split(',').map(name => name.trim())
    return { tables: names.map(name => ({ ...readName(name, '--tables') })), from: '--tables' }
  }
  const file = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined)
  return file === undefined
    ? { tables: [], from: undefined }
    : { tables: readFile(file), from: file }
}

function readFile(file: string): readonly WantedTable[] {
  const config = parse(file)
  const tables = isRecord(config) ? config['tables'] : undefined
  if (!Array.isArray(tables)) {
    throw new UsageError(`${file} needs a list "tables", such as {"tables": [{"table": "tasks"}]}.`)
  }
  return tables.map((entry, at) => readEntry(entry, at + 1, file))
}

function parse(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the text, which may be of another file, with secrets.
    throw new UsageError(
      `${file} is not JSON. It has to be such as {"tables": [{"table": "tasks"}]}.`,
    )
  }
}

function readEntry(entry: unknown, number: number, file: string): WantedTable {
  const { table, filter } = isRecord(entry) ? entry : { table: entry, filter: undefined }
  if (typeof table !== 'string' || (filter !== undefined && typeof filter !== 'string')) {
    throw new UsageError(
      `Each of "tables" in ${file} is {"table": "tasks", "filter": "project_id=eq.{id}"}, the filter optional; number ${number} is not.`,
    )
  }
  return { ...readName(table, file), ...(filter === undefined ? {} : { filter }) }
}

function readName(name: string, from: string): WantedTable {
  const parts = name.split('.')
  const [first = '', second] = parts
  if (parts.length > 2 || parts.includes('')) {
    throw new UsageError(`${from} takes names such as tasks or public.tasks, not "${name}".`)
  }
  return second === undefined
    ? { schema: 'public', table: first }
    : { schema: first, table: second }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
