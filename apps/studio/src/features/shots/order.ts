interface Row {
  readonly id: string
}

/** The list with what is at `from` moved to `to`, as counted from 0. The list itself when nothing moves. */
export function moved<Item>(list: readonly Item[], from: number, to: number): readonly Item[] {
  if (from === to || list[from] === undefined || list[to] === undefined) return list
  const rest = list.toSpliced(from, 1)
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)]
}

/**
 * The rows in the order of `ids`, as the database orders them: ids that are not among the rows are passed
 * over, rows that are not listed follow in their old order. The list itself when nothing moves.
 */
export function inOrder<R extends Row>(rows: readonly R[], ids: readonly string[]): readonly R[] {
  const place = new Map(ids.map((id, index) => [id, index]))
  const placeOf = ({ id }: R): number => place.get(id) ?? ids.length
  const sorted = rows.toSorted((a, b) => placeOf(a) - placeOf(b))
  return sorted.every((row, index) => row === rows[index]) ? rows : sorted
}
