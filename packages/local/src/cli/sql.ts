import { readFile } from 'node:fs/promises'
import { defineCommand, UsageError, type Command } from './command.ts'
import { PLACE_HELP, PLACE_OPTIONS, requireBackend } from './find-backend.ts'
import { printCsv, printTable } from './print-table.ts'
import { runSql, SqlError, type SqlResult } from './run-sql.ts'
import type { Terminal } from './terminal.ts'

const BOOLEAN = 16
const JSON_TYPES = new Set([114, 3802])

/** Runs SQL as the database's owner. */
export const sql: Command = defineCommand({
  name: 'sql',
  usage: "['select ...'] [options]",
  about: `Runs SQL in the running backend's database, as its owner: from the word after sql, from a file, or piped in.
Exit code 1 when PostgreSQL refuses it; then nothing of it was done.

  -f, --file FILE   run this file
  --json            print rows as JSON
  --csv             print rows as CSV
${PLACE_HELP}
  --help            show this`,
  words: 1,
  options: {
    ...PLACE_OPTIONS,
    file: { type: 'string', short: 'f' },
    json: { type: 'boolean' },
    csv: { type: 'boolean' },
  },
  run: async ({ values, words, terminal }) => {
    if (values.json === true && values.csv === true) {
      throw new UsageError('Rows are printed as --json or as --csv, not as both.')
    }
    const text = await readSql(words[0], values.file, terminal)
    const found = await requireBackend(values)
    try {
      const results = await runSql(found.databaseUrl, text, line => terminal.err(line))
      print(results, values, terminal)
      return 0
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      terminal.err(error.message)
      return 1
    }
  },
})

async function readSql(
  word: string | undefined,
  file: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if (word !== undefined && file !== undefined) {
    throw new UsageError('Give SQL as a word or as --file, not as both.')
  }
  if (file !== undefined) {
    return readFile(file, 'utf8').catch((error: Error) => {
      throw new UsageError(`The file ${file} cannot be read (${error.message}).`)
    })
  }
  if (word === undefined && terminal.isInteractive) {
    throw new UsageError("Which SQL? For example: everfresh-local sql 'select now()'.")
  }
  const text = word ?? (await terminal.input())
  if (text.trim() === '') throw new UsageError('There is no SQL in what was given.')
  return text
}

interface Format {
  readonly json?: boolean | undefined
  readonly csv?: boolean | undefined
}

function print(results: readonly SqlResult[], { json, csv }: Format, terminal: Terminal): void {
  const tables = results.filter(({ columns }) => columns.length > 0)
  if (json === true) {
    const all = tables.map(objectsOf)
    terminal.out(JSON.stringify(all.length > 1 ? all : (all[0] ?? []), null, 2))
  } else if (csv === true) {
    terminal.out(tables.map(({ columns, rows }) => printCsv(columns, rows)).join('\r\n\r\n'))
  } else {
    const shown = results.map(({ columns, rows, tag }) =>
      columns.length > 0 ? printTable(columns, rows) : tag,
    )
    terminal.out(shown.join('\n\n'))
  }
}

function objectsOf({ columns, rows }: SqlResult): readonly Readonly<Record<string, unknown>>[] {
  return rows.map(row =>
    Object.fromEntries(
      columns.map(({ name, typeId, isNumber }, at) => [
        name,
        jsonOf(row[at] ?? null, typeId, isNumber),
      ]),
    ),
  )
}

/** A number that JavaScript cannot hold exactly stays text. */
function jsonOf(cell: string | null, typeId: number, isNumber: boolean): unknown {
  if (cell === null) return null
  if (typeId === BOOLEAN) return cell === 't'
  if (JSON_TYPES.has(typeId)) return JSON.parse(cell) as unknown
  if (isNumber && String(Number(cell)) === cell) return Number(cell)
  return cell
}
