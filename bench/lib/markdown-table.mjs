/**
 * Rows as the lines of a table in Markdown, its columns as wide as their widest cell.
 *
 * @param {readonly (readonly string[])[]} rows The first is the head.
 * @param {(column: number) => boolean} [isRight] Whether a column of numbers stands on the right.
 * @returns {readonly string[]}
 */
export function markdownTable(rows, isRight = () => false) {
  const [head = [], ...body] = rows
  const columns = head.map((_, at) => ({
    isRight: isRight(at),
    width: Math.max(3, ...rows.map(row => (row[at] ?? '').length)),
  }))
  const line = (/** @type {readonly string[]} */ row) => {
    const cells = columns.map(({ isRight: right, width }, at) => {
      const cell = row[at] ?? ''
      return right ? cell.padStart(width) : cell.padEnd(width)
    })
    return `| ${cells.join(' | ')} |`
  }
  const rule = columns.map(({ isRight: right, width }) =>
    right ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  )
  return [line(head), line(rule), ...body.map(line)]
}
