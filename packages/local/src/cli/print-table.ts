/** A column of a result. */
export interface Column {
  readonly name: string
  /** Numbers stand on the right. */
  readonly isNumber: boolean
}

/** Rows of PostgreSQL's own text; null is SQL's. */
export type Cells = readonly (readonly (string | null)[])[]

const NULL = '∅'
/** Characters that a terminal shows two columns wide. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u
const NO_WIDTH = /\p{Mn}|\p{Me}/u

/** An aligned table, and how many rows it has. A cell stays on its line, whatever is in it. */
export function printTable(columns: readonly Column[], rows: Cells): string {
  const names = columns.map(({ name }) => onLine(name))
  const cells = rows.map(row => row.map(cell => (cell === null ? NULL : onLine(cell))))
  const widths = names.map((name, at) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[at] ?? '')), widthOf(name)),
  )
  const line = (row: readonly string[], isHead: boolean): string =>
    row
      .map((text, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(text))
        return columns[at]?.isNumber === true && !isHead ? space + text : text + space
      })
      .join(' │ ')
      .trimEnd()
  return [
    line(names, true),
    widths.map(width => '─'.repeat(width)).join('─┼─'),
    ...cells.map(row => line(row, false)),
    `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`,
  ].join('\n')
}

/** Comma-separated values as RFC 4180 has them: null is nothing, an empty text is `""`. */
export function printCsv(columns: readonly Column[], rows: Cells): string {
  const quote = (text: string): string =>
    text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const names = columns.map(({ name }) => quote(name)).join(',')
  const lines = rows.map(row => row.map(cell => (cell === null ? '' : quote(cell))).join(','))
  return [names, ...lines].join('\r\n')
}

function onLine(text: string): string {
  return text.replaceAll(/\r?\n/g, '↵').replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}

function widthOf(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1),
    0,
  )
}
