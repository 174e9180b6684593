import { check, checkFunction, checkObject } from './check.ts'
import { keyId } from './invalidation/match.ts'

/** The options of `createRealtime` that the compiler checks too, as they may come from plain JavaScript. */
interface Unchecked {
  readonly source: { readonly open: unknown }
  readonly auth: { readonly addCore: unknown }
  readonly toEvents: unknown
  readonly rules: object
  readonly families: readonly unknown[]
  readonly identify?: unknown
  readonly enabled?: unknown
  readonly backend?: { readonly subscribe: unknown } | undefined
}

/** Throws a typed error for the first option that cannot work. */
export function checkOptions(options: Unchecked): void {
  checkObject('options', options)
  const { source, auth, toEvents, rules, families, identify, enabled = true, backend } = options
  checkFunction('source.open', source?.open)
  checkFunction('auth.addCore', auth?.addCore)
  checkFunction('toEvents', toEvents)
  if (identify !== undefined) checkFunction('identify', identify)
  if (backend !== undefined) checkFunction('backend.subscribe', backend?.subscribe)
  check(typeof enabled === 'boolean', 'enabled', enabled, 'true or false')
  checkObject('rules', rules)
  for (const [type, rule] of Object.entries(rules)) checkFunction(`rules.${type}`, rule)
  check(Array.isArray(families), 'families', families, 'a list of query keys')
  const seen = new Set<string>()
  families.forEach((family, i) => {
    const key = (Array.isArray(family) ? family : (family as { key?: unknown } | null)?.key) as []
    check(Array.isArray(key), `families[${i}]`, family, "a query key, such as ['tasks']")
    const id = keyId(key)
    check(!seen.has(id), `families[${i}]`, JSON.stringify(key), 'declared once')
    seen.add(id)
  })
}
