-- All that the kit makes, and what the app said to it: one row each, `what` and `how` it is. Columns in their order: rows
-- are written by it.
with ours as (
  select * from pg_class where relnamespace = 'everfresh'::regnamespace
)
select 'schema' as what, concat_ws(' ', nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace')) as how
  from pg_namespace where nspname = 'everfresh'
union all
select 'function ' || p.oid::regprocedure, concat_ws(' ',
    case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end, to_jsonb(a) - 'aggfnoid',
    p.proowner::regrole, p.proacl, obj_description(p.oid, 'pg_proc'))
  from pg_proc p left join pg_aggregate a on a.aggfnoid = p.oid
 where p.pronamespace = 'everfresh'::regnamespace
    or p.pronamespace = 'public'::regnamespace and p.proname in ('changes_since', 'everfresh_rotate')
union all
select 'type ' || oid::regtype, concat_ws(' ', typtype, typowner::regrole, typacl)
  from pg_type where typnamespace = 'everfresh'::regnamespace
union all
select 'relation ' || oid::regclass, concat_ws(' ',
    relkind, relpersistence, 'row security', relrowsecurity, relforcerowsecurity, reloptions, pg_get_expr(relpartbound, oid),
    relowner::regrole, relacl, obj_description(oid, 'pg_class'))
  from ours
union all
select 'column ' || a.attrelid::regclass || '.' || a.attname, concat_ws(' ',
    row_number() over (partition by a.attrelid order by a.attnum), format_type(a.atttypid, a.atttypmod),
    'not null', a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl)
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid in (select oid from ours) and a.attnum > 0 and not a.attisdropped
union all
select 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
  from pg_constraint where conrelid in (select oid from ours)
union all
select 'index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from pg_index where indrelid in (select oid from ours)
union all
select 'sequence ' || seqrelid::regclass, (to_jsonb(s) - 'seqrelid')::text
  from pg_sequence s where seqrelid in (select oid from ours)
union all
select 'trigger ' || tgrelid::regclass || ' ' || tgname, concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
  from pg_trigger where not tgisinternal
union all
select 'policy ' || polrelid::regclass || ' ' || polname, concat_ws(' ',
    polcmd, 'permissive', polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid),
    obj_description(oid, 'pg_policy'))
  from pg_policy
union all
select 'tracked ' || target, to_jsonb(t)::text from everfresh.tracked t
union all
select 'path ' || target || n, to_jsonb(p)::text from everfresh.paths p
union all
select 'to be there ' || target || name, '' from everfresh.triggers
union all
-- Without what this database alone is known by.
select 'state', (to_jsonb(s) - '{system_identifier,log_oid,pruned_xid}'::text[])::text from everfresh.state s
