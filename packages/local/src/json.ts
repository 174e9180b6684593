/**
 * How deep JSON of a client may be nested. JavaScript reads any depth but writes some thousands of
 * levels only, and so does PostgreSQL.
 */
const MAX_DEPTH = 1_000

/** JSON.parse for what clients send. Throws SyntaxError also for what is nested deeper than 1,000 levels. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (text.length > 2 * MAX_DEPTH && isDeep(text)) {
    throw new SyntaxError(`JSON may be nested ${MAX_DEPTH} levels deep at most.`)
  }
  return value
}

/** Whether a text that is JSON has too many brackets open at a time. */
function isDeep(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1
    else if (token === ']' || token === '}') depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
