import pg, { DatabaseError, type QueryArrayResult } from 'pg'
import type { Cells, Column } from './print-table.ts'

/** What one statement yielded. */
export interface SqlResult {
  /** Such as `INSERT 0 3`. */
  readonly tag: string
  /** Empty when the statement yields no rows by nature. */
  readonly columns: readonly (Column & { readonly typeId: number })[]
  readonly rows: Cells
}

/** SQL that PostgreSQL refused; `message` has the place and the hint, over several lines. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
}

const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 790, 1700])
/** As the backend's own connections, and so Supabase's. */
const SESSION = '-c search_path="$user",public,extensions -c TimeZone=UTC'

/** Runs statements as the owner, all in one transaction unless they say otherwise. Throws SqlError. */
export async function runSql(
  databaseUrl: string,
  text: string,
  onNotice: (line: string) => void,
): Promise<readonly SqlResult[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: SESSION,
    types: { getTypeParser: () => String },
  })
  client.on('error', () => undefined)
  client.on('notice', ({ severity = 'NOTICE', message }) => onNotice(`${severity}: ${message}`))
  try {
    await client.connect()
    // Without values it is the simple protocol, which takes several statements.
    const answer: unknown = await client.query({ text, rowMode: 'array' })
    const results = (Array.isArray(answer) ? answer : [answer]) as QueryArrayResult[]
    return results.filter(({ command }) => command !== null).map(resultOf)
  } catch (error) {
    if (error instanceof DatabaseError) throw new SqlError(explain(error, text), { cause: error })
    const { message, code } = error as NodeJS.ErrnoException
    throw new SqlError(`The database cannot be reached: ${message || code}.`, { cause: error })
  } finally {
    await client.end().catch(() => undefined)
  }
}

function resultOf({ command, rowCount, fields, rows }: QueryArrayResult): SqlResult {
  const counted = command === 'INSERT' ? `INSERT 0 ${rowCount}` : `${command} ${rowCount ?? ''}`
  return {
    tag: counted.trimEnd(),
    columns: fields.map(({ name, dataTypeID }) => ({
      name,
      typeId: dataTypeID,
      isNumber: NUMBERS.has(dataTypeID),
    })),
    rows: rows as Cells,
  }
}

function explain(error: DatabaseError, text: string): string {
  const { severity = 'ERROR', code = '', message, detail, hint, position, where } = error
  return [
    `${severity} ${code}: ${message}`,
    ...(position === undefined ? [] : place(text, Number(position))),
    ...(detail === undefined ? [] : [`DETAIL: ${detail}`]),
    ...(hint === undefined ? [] : [`HINT: ${hint}`]),
    ...(where === undefined ? [] : [`CONTEXT: ${where}`]),
  ].join('\n')
}

/** The line and a mark below the character. PostgreSQL counts characters from 1, not UTF-16 units. */
function place(text: string, position: number): readonly string[] {
  const before = Array.from(text)
    .slice(0, position - 1)
    .join('')
  const number = before.split('\n').length
  const head = `LINE ${number}: `
  const column = Array.from(before.split('\n').at(-1) ?? '').length
  const line = (text.split('\n')[number - 1] ?? '').replaceAll('\t', ' ').trimEnd()
  return [head + line, `${' '.repeat(head.length + column)}^`]
}
