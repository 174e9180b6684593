/** A column of a table or view, by the numbers that PostgreSQL knows them by. */
export interface Place {
  readonly relation: number
  readonly column: number
}

/** The text of a view's query that lies at `depth` braces, deeper text left out. */
function textAt(tree: string, depth: number): string {
  let level = 0
  let text = ''
  for (let index = 0; index < tree.length; index += 1) {
    const char = tree[index]
    if (char === '\\') {
      index += 1
    } else if (char === '{') {
      level += 1
      if (level === depth) text += '{'
    } else if (char === '}') {
      level -= 1
    } else if (level === depth) {
      text += char
    }
  }
  return text
}

const ENTRY = /\{TARGETENTRY[^{]*?:resno (\d+)[^{]*?:resorigtbl (\d+) :resorigcol (\d+)/g
// The query's own node is the first level of braces, the entries of its select list are the second.
const ENTRY_DEPTH = 2

/**
 * Where each column of a view comes from, by its number: read from the tree in which PostgreSQL
 * keeps the view's query (`pg_rewrite.ev_action`). A computed column comes from nowhere.
 */
export function originsIn(tree: string): ReadonlyMap<number, Place> {
  const entries = textAt(tree, ENTRY_DEPTH).matchAll(ENTRY)
  const origins = new Map<number, Place>()
  for (const [, number, relation, column] of entries) {
    if (relation !== '0') {
      origins.set(Number(number), { relation: Number(relation), column: Number(column) })
    }
  }
  return origins
}

/** The table's column that a column of a view shows, through views of views. */
export function resolve(
  views: ReadonlyMap<number, ReadonlyMap<number, Place>>,
  place: Place,
): Place | undefined {
  // No view is made of itself, so this ends.
  let found: Place | undefined = place
  for (let view = views.get(place.relation); view !== undefined && found !== undefined;) {
    found = view.get(found.column)
    view = found === undefined ? undefined : views.get(found.relation)
  }
  return found
}
