import { bodyError } from '../errors.ts'

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y

/** The records of RFC 4180 text; undefined when a quote is not closed or stands in the wrong place. */
function parseRecords(text: string): readonly (readonly string[])[] | undefined {
  const records: string[][] = []
  let record: string[] = []
  FIELD.lastIndex = 0
  while (FIELD.lastIndex < text.length || record.length > 0) {
    const found = FIELD.exec(text)
    if (found === null) return undefined
    const [, quoted, plain = '', end] = found
    record.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === ',') continue
    records.push(record)
    record = []
  }
  return records
}

/**
 * CSV with a line of names as the JSON list it stands for: every value a string, `NULL` null.
 * Throws {@link RestError} PGRST102.
 */
export function csvToJson(text: string): string {
  const records = parseRecords(text)
  const [names, ...rows] = records ?? []
  if (names === undefined) throw bodyError('Empty or invalid csv')
  if (rows.some(row => row.length !== names.length)) {
    throw bodyError('All lines must have same number of fields')
  }
  const objects = rows.map(row =>
    Object.fromEntries(row.map((value, index) => [names[index], value === 'NULL' ? null : value])),
  )
  return JSON.stringify(objects)
}
