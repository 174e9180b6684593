import { LONGEST_DELAY_MS } from './clock.ts'
import { EverfreshError } from './errors.ts'

/** Throws a typed error that says what `name` is and what it must be, unless `holds`. */
export function check(holds: boolean, name: string, value: unknown, must: string): void {
  if (!holds)
    throw new EverfreshError('invalid-option', `${name} is ${shown(value)}. It must be ${must}.`)
}

/** Throws unless `value` is a time that a timer can be set to, in ms. */
export function checkMs(name: string, value: unknown, least = 0): void {
  const fits = typeof value === 'number' && value >= least && value <= LONGEST_DELAY_MS
  check(fits, name, value, `a number of ms from ${least} to ${LONGEST_DELAY_MS}`)
}

/** Throws unless `value` is a function. */
export function checkFunction(name: string, value: unknown): void {
  check(typeof value === 'function', name, value, 'a function')
}

/** Throws unless `value` is an object. */
export function checkObject(name: string, value: unknown): void {
  check(typeof value === 'object' && value !== null, name, value, 'an object')
}

/** Throws unless `value` is a query key. */
export function checkKey(name: string, value: unknown): void {
  check(Array.isArray(value), name, value, "a query key, such as ['tasks']")
}

/** Throws unless `value` is a list of query keys. */
export function checkKeys(name: string, value: unknown): void {
  check(Array.isArray(value), name, value, 'a list of query keys')
  for (const key of value as readonly unknown[]) checkKey(name, key)
}

/**
 * The defaults, with what was given instead; `undefined` is not given. Numbers are times in ms, never
 * below `least[option]` (0 where it says nothing); whatever else must be of its default's type.
 */
export function settings<Options extends object>(
  name: string,
  defaults: Options,
  given: Partial<Options> = {},
  least: Partial<Record<keyof Options, number>> = {},
): Options {
  checkObject(name, given)
  const merged = { ...defaults }
  for (const option of Object.keys(defaults) as (keyof Options & string)[]) {
    const value = given[option]
    if (value === undefined) continue
    const wanted = typeof defaults[option]
    if (wanted === 'number') checkMs(`${name}.${option}`, value, least[option])
    else check(typeof value === wanted, `${name}.${option}`, value, `a ${wanted}`)
    merged[option] = value
  }
  return merged
}

/** Enough to recognise a mistake by; never what is inside of an object, which may be secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
