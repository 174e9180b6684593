import { isObject } from '../invalidation/match.ts'

/** Enough of a text to recognise it by. */
const LONGEST_TEXT = 500
/** `apikey=x` and the like. */
const SHORTEST_SECRET = 8
const suspicious = /eyJ|sb_|[=:]/
/**
 * JSON Web Tokens, Supabase's newer keys, an address's password, and what one carries under a telling name. Of what follows
 * `token`, short words are left: a server says "Invalid Refresh Token: Already Used".
 */
const secrets =
  /eyJ[\w-]+(\.[\w-]+)*|sb_(secret|publishable)_[\w-]+|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)|(?<=token["']?\s*[=:]\s*["']?(bearer )?)[^\s"'&,}]{8,}|(?<=(apikey|password|authorization)["']?\s*[=:]\s*["']?(bearer )?)[^\s"'&,}]+/gi
/** Lists that are query keys: with anything in them masked, they would be keys of something else. */
const keyNames: ReadonlySet<string> = new Set(['key', 'keys', 'scope'])

/** What of a detail may be kept: no token in any text; no row and no contents of an event unless `rows`. */
export function redacted(detail: object, rows: boolean): object {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(detail)) {
    const value = (detail as Readonly<Record<string, unknown>>)[name]
    if (value === undefined || (name === 'row' && !rows)) continue
    if (name === 'event' && isObject(value)) kept[name] = rows ? value : plainMembers(value)
    else kept[name] = keptOf(name, value)
  }
  return kept
}

function keptOf(name: string, value: unknown): unknown {
  // A query is found by its hash, however long that is.
  if (typeof value === 'string') return name === 'hash' ? value : clean(value)
  if (!Array.isArray(value) || keyNames.has(name)) return value
  return value.map((item: unknown) => (typeof item === 'string' ? clean(item) : item))
}

/** `text` without what looks like a token, and of a bounded length. */
export function clean(text: string): string {
  // Most texts are short words and ids: the long look is for those that could hide something.
  if (text.length < SHORTEST_SECRET || !suspicious.test(text)) return shortened(text)
  return masked(shortened(text))
}

/** `text` without what looks like a token, however long it is. */
export function masked(text: string): string {
  return text.replace(secrets, '[secret]')
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}

/** An event is small: its type and the ids of its scope. Whatever else it carries is not ours to keep. */
function plainMembers(event: object): object {
  return Object.fromEntries(
    Object.entries(event)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, plain(value)]),
  )
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return clean(value)
  if (isObject(value)) return '[object]'
  if (typeof value === 'bigint') return value.toString()
  const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? value : `[${typeof value}]`
}
