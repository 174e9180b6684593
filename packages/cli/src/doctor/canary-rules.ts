import type { DatabaseFacts } from './database.ts'

/** How the names of its tables begin. */
export const CANARY_PREFIX = 'everfresh_canary_'

/** What is said before anything is done. */
export const CANARY_EXPLAINED =
  'The canary makes a table of its own (public.everfresh_canary_…), publishes it, writes rows into it until one arrives, and drops it, also on Ctrl-C. No table of yours is touched. Realtime notices a new table within 60 s, and then tells every open channel again that it is subscribed: an app that heeds that refetches once.'

/** Why the role may not, in one sentence; undefined where it may. */
export function canaryForbidden(facts: DatabaseFacts): string | undefined {
  const { user, mayWrite, mayCreateTables, isSuperuser, ownsPublication, publishesAll, catalogue } =
    facts
  if (!mayWrite) return `${user} may only read here`
  if (!mayCreateTables) return `${user} may make no table in the schema public`
  if (catalogue.publication === null) return 'there is no publication supabase_realtime'
  if (!isSuperuser && !ownsPublication && !publishesAll) {
    return `${user} does not own the publication supabase_realtime`
  }
  return undefined
}
