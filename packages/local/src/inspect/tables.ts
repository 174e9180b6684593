import type { Database } from '../context.ts'

/** One table of the project. */
export interface TableView {
  readonly schema: string
  readonly table: string
  /** PostgreSQL's own estimate. */
  readonly rows: number
  readonly hasRowSecurity: boolean
  readonly policies: number
  /** Whether realtime may tell of its changes. */
  readonly isPublished: boolean
}

/** The schemas that Supabase and PostgreSQL own. */
const tablesSql = `
  select n.nspname as schema, c.relname as table,
         case when c.reltuples >= 0 and coalesce(s.n_mod_since_analyze, 0) = 0
              then c.reltuples::bigint else coalesce(s.n_live_tup, 0) end as rows,
         c.relrowsecurity as row_security,
         (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
         exists (select from pg_publication_tables p
                  where p.pubname = 'supabase_realtime'
                    and p.schemaname = n.nspname and p.tablename = c.relname) as published
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_stat_user_tables s on s.relid = c.oid
   where c.relkind in ('r', 'p') and not c.relispartition
     and n.nspname not in ('auth', 'storage', 'realtime', 'extensions', 'supabase_migrations',
                           'information_schema', 'pg_catalog', 'pg_toast')
     and n.nspname not like 'pg\\_temp%'
   order by n.nspname <> 'public', n.nspname, c.relname
   limit 500`

/** The project's tables, those of `public` first; 500 at most. */
export async function readTables(db: Database): Promise<readonly TableView[]> {
  const { rows } = await db.query(tablesSql)
  return rows.map(row => ({
    schema: row['schema'] ?? '',
    table: row['table'] ?? '',
    rows: Number(row['rows']),
    hasRowSecurity: row['row_security'] === 't',
    policies: Number(row['policies']),
    isPublished: row['published'] === 't',
  }))
}
