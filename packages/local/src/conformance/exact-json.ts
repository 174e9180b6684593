/** Marks a number that was kept as text. No JSON text of a frame contains it. */
const MARK = '\u0000'

/**
 * Reads JSON with its numbers as marked texts, so that what is beyond 2^53 is compared exactly.
 * Undefined when the text is no JSON.
 */
export function parseExact(text: string): unknown {
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu, token =>
    token.startsWith('"') ? token : JSON.stringify(MARK + token),
  )
  try {
    return JSON.parse(marked)
  } catch {
    return undefined
  }
}

/** A number as `parseExact` gives it. */
export function markedNumber(digits: string): string {
  return MARK + digits
}

/** The digits of a number that `parseExact` read; undefined for anything else. */
export function numberOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined
}

/** The JSON text of what `parseExact` read. */
export function showExact(value: unknown): string {
  // A mark is written as its escape.
  return JSON.stringify(value)?.replaceAll(/"\\u0000([^"]*)"/gu, '$1') ?? 'nothing'
}
