import { RestError } from '../errors.ts'

/** What the `Prefer` header asks for. */
export interface Preferences {
  readonly returns: 'headers-only' | 'minimal' | 'representation'
  readonly resolution?: 'ignore-duplicates' | 'merge-duplicates'
  readonly count?: 'estimated' | 'exact' | 'planned'
  readonly missing: 'default' | 'null'
  readonly maxAffected?: number
  /** The name of a time zone. */
  readonly timezone?: string
  /** The preferences that were understood, by name, as they were sent. */
  readonly applied: ReadonlyMap<string, string>
}

const KNOWN: Readonly<Record<string, RegExp>> = {
  return: /^(?:headers-only|minimal|representation)$/,
  resolution: /^(?:ignore|merge)-duplicates$/,
  count: /^(?:estimated|exact|planned)$/,
  missing: /^(?:default|null)$/,
  handling: /^(?:lenient|strict)$/,
  'max-affected': /^\d{1,15}$/,
  tx: /^(?:commit|rollback)$/,
}

interface Entry {
  readonly name: string
  readonly value: string
  /** As it was sent. */
  readonly text: string
}

function entries(header: string): readonly Entry[] {
  return header
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const [name = '', ...value] = part.split('=')
      return { name: name.trim(), value: value.join('=').trim(), text: part }
    })
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isKnown({ name, value }: Entry): boolean {
  if (name === 'timezone') return isTimezone(value)
  return Object.hasOwn(KNOWN, name) && KNOWN[name]?.test(value) === true
}

function refused(invalid: readonly Entry[]): RestError {
  return new RestError(400, {
    code: 'PGRST122',
    message: 'Invalid preferences given with handling=strict',
    details: `Invalid preferences: ${invalid.map(each => each.text).join(', ')}`,
  })
}

/**
 * Parses `Prefer`. What is not understood is ignored, except under `handling=strict`, where it
 * throws {@link RestError} PGRST122. Of a preference sent twice the first counts. `tx` is accepted
 * and does nothing: like Supabase, a request always commits.
 */
export function parsePreferences(header: string | undefined): Preferences {
  const all = entries(header ?? '')
  const known = new Map<string, string>()
  for (const entry of all.filter(isKnown)) {
    if (!known.has(entry.name)) known.set(entry.name, entry.value)
  }
  const strict = known.get('handling') === 'strict'
  const invalid = all.filter(entry => !isKnown(entry))
  if (strict && invalid.length > 0) throw refused(invalid)
  known.delete('tx')
  if (!strict) known.delete('max-affected')
  const maxAffected = known.get('max-affected')
  const optional = {
    resolution: known.get('resolution'),
    count: known.get('count'),
    maxAffected: maxAffected === undefined ? undefined : Number(maxAffected),
    timezone: known.get('timezone'),
  }
  const present = Object.entries(optional).filter(([, value]) => value !== undefined)
  return {
    returns: 'minimal',
    missing: known.get('missing') === 'default' ? 'default' : 'null',
    ...(known.has('return') && { returns: known.get('return') as Preferences['returns'] }),
    ...(Object.fromEntries(present) as Partial<Preferences>),
    applied: known,
  }
}
