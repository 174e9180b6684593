import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnder, isUnderAny } from '../invalidation/match.ts'
import type { CachedQuery, QueryKey } from '../invalidation/query-cache.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'
import { areSimilar } from './similar-names.ts'

/** What the keys of cached queries are held against. */
export interface KeyOptions {
  readonly families: readonly Family[]
  /** Keys that the app once used, as prefixes. Default none. */
  readonly legacyKeys?: readonly QueryKey[]
  /** Keys that are outside every family on purpose, as prefixes. Default none. */
  readonly ignoredKeys?: readonly QueryKey[]
}

/**
 * Cached queries that no event, poll or catch-up reaches, since no family covers them: one finding for all
 * whose keys begin alike.
 */
export function keyFindings(
  queries: readonly Pick<CachedQuery, 'queryKey'>[],
  { families, legacyKeys = [], ignoredKeys = [] }: KeyOptions,
): readonly Finding[] {
  const covered = [...families.map(keyOfFamily), ...ignoredKeys]
  const outside = new Map<string, QueryKey[]>()
  for (const { queryKey } of queries) {
    if (isUnderAny(queryKey, covered)) continue
    const name = shownKey(queryKey.slice(0, 1))
    outside.set(name, [...(outside.get(name) ?? []), queryKey])
  }
  return Array.from(outside.values(), keys => {
    const legacy = legacyKeys.find(prefix => keys.some(key => isUnder(key, prefix)))
    const family = families.map(keyOfFamily).find(key => areAlike(keys[0], key))
    return legacy === undefined && family === undefined
      ? unknownKey(keys)
      : oldKey(keys, legacy, family)
  })
}

function areAlike(key: QueryKey = [], family: QueryKey): boolean {
  const [a, b] = [key[0], family[0]]
  return typeof a === 'string' && typeof b === 'string' && areSimilar(a, b)
}

const counted = (keys: readonly QueryKey[]): string =>
  keys.length === 1
    ? `The cached query ${shownKey(keys[0] ?? [])} is`
    : `${keys.length} cached queries, such as ${shownKey(keys[0] ?? [])}, are`

function unknownKey(keys: readonly QueryKey[]): Finding {
  return {
    code: 'key-in-no-family',
    severity: 'warning',
    title: `${counted(keys)} in no family: no event, poll or catch-up reaches ${keys.length === 1 ? 'it' : 'them'}.`,
    evidence: 'The key lies under none of the declared families.',
    next: 'Declare a family for it and a rule that touches it, or give it to ignoredKeys when it is meant so.',
  }
}

function oldKey(
  keys: readonly QueryKey[],
  legacy: QueryKey | undefined,
  family: QueryKey | undefined,
): Finding {
  const isGuess = legacy === undefined
  const under = family === undefined ? '' : `, under ${shownKey(family)}`
  return {
    code: 'legacy-key',
    // Two names may be alike by chance.
    severity: isGuess ? 'warning' : 'error',
    title: `${counted(keys)} ${isGuess ? 'in no family, perhaps by' : 'under'} an old or hand-written key: no rule touches ${keys.length === 1 ? 'it' : 'them'}.`,
    evidence: isGuess
      ? `The name looks like that of ${shownKey(family ?? [])}.`
      : `${shownKey(legacy)} is listed as a legacy key.`,
    next: `Build the key with the app's key builder${under}${isGuess ? '; or give it to ignoredKeys when it is meant so' : ''}.`,
  }
}
