/**
 * The columns that a filter of `postgres_changes` names, such as `project_id` of `project_id=eq.42`; several
 * conditions are parted by commas. A condition without `=` names none.
 */
export function filterColumns(filter: string | undefined): readonly string[] {
  if (filter === undefined) return []
  const columns = conditions(filter).flatMap(condition => {
    const at = condition.indexOf('=')
    return at > 0 ? [condition.slice(0, at).trim()] : []
  })
  return [...new Set(columns)]
}

/** Parted at commas that are in no brackets and in no quotes. */
function conditions(filter: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let quoted = false
  let start = 0
  for (let at = 0; at < filter.length; at += 1) {
    const character = filter[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ',' && depth === 0) {
      found.push(filter.slice(start, at))
      start = at + 1
    }
  }
  return [...found, filter.slice(start)]
}
