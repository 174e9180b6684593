import { readdirSync, readFileSync } from 'node:fs'

const SQL = new URL('../../packages/supabase/sql/', import.meta.url)

/**
 * The migration of the feed, as its files have it, and a `can_read` that lets everyone in: who may read is the app's own
 * to decide, and not what is measured.
 */
export function feedKit() {
  const files = readdirSync(SQL)
    .filter(name => /^\d+-.*\.sql$/.test(name))
    .toSorted()
  return [
    ...files.map(name => readFileSync(new URL(name, SQL), 'utf8')),
    `create or replace function everfresh.can_read(scope text) returns boolean
     language sql stable security definer set search_path = pg_catalog, pg_temp as 'select scope is not null';`,
  ].join('\n')
}
