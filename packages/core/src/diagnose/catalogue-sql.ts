/**
 * Selects one row with one column, `catalogue`: a `Catalogue` as JSON. Reads the system catalogues only, so
 * any role that may connect can run it, and it changes nothing. PostgreSQL 14 and later.
 */
export const catalogueSql = `
with published as (
  select schemaname, tablename from pg_publication_tables where pubname = 'supabase_realtime'
), relation as (
  select c.*, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
), policies as (
  select p.polrelid, jsonb_agg(jsonb_build_object(
    'name', p.polname,
    'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                             when 'd' then 'delete' else 'all' end,
    'roles', (select jsonb_agg(coalesce(r.rolname, 'public'))
                from unnest(p.polroles) as o(oid) left join pg_roles r on r.oid = o.oid),
    'permissive', p.polpermissive) order by p.polname) as list
  from pg_policy p group by p.polrelid
), identity as (
  select i.indrelid, i.indisprimary, i.indisreplident,
         (select jsonb_agg(a.attname order by k.place)
            from unnest(i.indkey) with ordinality as k(number, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
           where k.place <= i.indnkeyatts) as columns
  from pg_index i where i.indisprimary or i.indisreplident
), columns as (
  select a.attrelid, jsonb_agg(jsonb_build_object('name', a.attname, 'nullable', not a.attnotnull)
                               order by a.attnum) as list,
         jsonb_agg(a.attname order by a.attnum) as names
  from pg_attribute a where a.attnum > 0 and not a.attisdropped group by a.attrelid
)
select jsonb_build_object(
  'publication', (select jsonb_build_object('operations',
      to_jsonb(array_remove(array[case when pubinsert then 'insert' end, case when pubupdate then 'update' end,
                                  case when pubdelete then 'delete' end], null)))
    from pg_publication where pubname = 'supabase_realtime'),
  'messages', (select jsonb_build_object('rowSecurity', c.relrowsecurity, 'policies', coalesce(p.list, '[]'))
    from relation c left join policies p on p.polrelid = c.oid
    where c.nspname = 'realtime' and c.relname = 'messages'),
  'isReplica', pg_is_in_recovery(),
  'tables', coalesce((select jsonb_agg(jsonb_build_object(
      'schema', c.nspname,
      'name', c.relname,
      'kind', case when c.relkind in ('v', 'm') then 'view' else 'table' end,
      'columns', coalesce(columns.list, '[]'),
      'primaryKey', coalesce((select i.columns from identity i where i.indrelid = c.oid and i.indisprimary), '[]'),
      'published', exists (select from published p where p.schemaname = c.nspname and p.tablename = c.relname),
      'replicaIdentity', jsonb_build_object(
        'kind', case c.relreplident when 'i' then 'index' when 'f' then 'full' when 'n' then 'nothing' else 'default' end,
        'columns', coalesce(case c.relreplident
          when 'f' then columns.names
          when 'i' then (select i.columns from identity i where i.indrelid = c.oid and i.indisreplident)
          when 'd' then (select i.columns from identity i where i.indrelid = c.oid and i.indisprimary) end, '[]')),
      'rowSecurity', c.relrowsecurity,
      'policies', coalesce(p.list, '[]'),
      'readers', coalesce((select jsonb_agg(r.rolname order by r.rolname) from pg_roles r
        where r.rolname in ('anon', 'authenticated', 'service_role')
          and has_schema_privilege(r.oid, c.relnamespace, 'usage')
          and has_any_column_privilege(r.oid, c.oid, 'select')), '[]')
    ) order by c.nspname, c.relname)
    from relation c
    left join policies p on p.polrelid = c.oid
    left join columns on columns.attrelid = c.oid
    where c.relkind in ('r', 'p', 'v', 'm')
      and c.nspname !~ '^pg_'
      and c.nspname not in ('information_schema', 'auth', 'storage', 'realtime', 'extensions', 'vault',
                            'graphql', 'graphql_public', 'pgbouncer', 'supabase_migrations',
                            'supabase_functions', 'net', 'cron')), '[]')
) as catalogue`
