/**
 * Everything that is known of the schema `$1`, as one JSON document. Relations and columns are known
 * by number, because keys and views lead through other schemas too. Types and defaults are to be
 * deparsed under an empty search path, so that their names are qualified and mean the same under the
 * search path of a request.
 */
export const CATALOGUE = `
with space as (select oid from pg_namespace where nspname = $1),
outer_space as (select oid from pg_namespace
  where nspname not in ('pg_catalog', 'information_schema', 'pg_toast')),
relation as (
  select oid, relname, reltype, relkind in ('v', 'm') as is_view from pg_class
  where relnamespace = (select oid from space) and relkind in ('r', 'p', 'v', 'm', 'f')
)
select json_build_object(
  'isWatched', exists (select from pg_event_trigger
    where evtname = 'pgrst_ddl_watch' and evtenabled in ('O', 'A')),
  'comment', obj_description((select oid from space), 'pg_namespace'),
  'relations', (select coalesce(json_agg(json_build_object(
      'id', r.oid::int8,
      'name', r.relname,
      'kind', case when r.is_view then 'view' else 'table' end,
      'comment', obj_description(r.oid, 'pg_class'),
      'events', pg_relation_is_updatable(r.oid, true),
      'columns', (select coalesce(json_agg(json_build_object(
          'number', a.attnum,
          'name', a.attname,
          'type', format_type(a.atttypid, a.atttypmod),
          'base', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null),
          'nullable', not a.attnotnull,
          'comment', col_description(r.oid, a.attnum),
          'fallback', case
            when a.attidentity <> '' then format('nextval(%L::regclass)',
              pg_get_serial_sequence(format('%I.%I', $1::text, r.relname), a.attname))
            when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end
        ) order by a.attnum), '[]')
        from pg_attribute a join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped)
    ) order by r.relname), '[]') from relation r),
  'primaryKeys', (select coalesce(json_agg(json_build_object(
      'relation', k.conrelid::int8, 'columns', to_json(k.conkey))), '[]')
    from pg_constraint k where k.contype = 'p' and k.connamespace in (select oid from outer_space)),
  'foreignKeys', (select coalesce(json_agg(json_build_object(
      'name', k.conname,
      'relation', k.conrelid::int8, 'columns', to_json(k.conkey),
      'referenced', k.confrelid::int8, 'referencedColumns', to_json(k.confkey),
      'unique', exists (select from pg_constraint u where u.conrelid = k.conrelid
        and u.contype in ('p', 'u') and u.conkey <@ k.conkey and u.conkey @> k.conkey),
      'inPrimaryKey', exists (select from pg_constraint p where p.conrelid = k.conrelid
        and p.contype = 'p' and p.conkey @> k.conkey)
    ) order by k.conname), '[]')
    from pg_constraint k where k.contype = 'f' and k.conparentid = 0
      and k.connamespace in (select oid from outer_space)),
  'views', (select coalesce(json_agg(json_build_object('id', c.oid::int8, 'tree', r.ev_action)), '[]')
    from pg_class c join pg_rewrite r on r.ev_class = c.oid and r.rulename = '_RETURN'
    where c.relkind in ('v', 'm') and c.relnamespace in (select oid from outer_space)),
  'routines', (select coalesce(json_agg(json_build_object(
      'name', p.proname,
      'args', (select coalesce(json_agg(json_build_object(
          'name', coalesce(p.proargnames[arg.place], ''),
          'type', format_type(arg.type, null),
          'optional', input.place > p.pronargs - p.pronargdefaults,
          'variadic', coalesce(p.proargmodes[arg.place], 'i') = 'v'
        ) order by arg.place), '[]')
        from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality arg(type, place)
          cross join lateral (select count(*) as place
            from generate_series(1, arg.place) n
            where coalesce(p.proargmodes[n], 'i') in ('i', 'b', 'v')) input
        where coalesce(p.proargmodes[arg.place], 'i') in ('i', 'b', 'v')),
      'result', case
        when p.prorettype = 'void'::regtype then 'void'
        when rt.typtype = 'c' or p.proargmodes && '{t,b,o}'::"char"[] then 'rows'
        else 'scalar' end,
      'set', p.proretset,
      'one', not p.proretset or p.prorows = 1,
      'relation', (select r.relname from relation r where r.oid = rt.typrelid),
      'of', (select r.relname from relation r
        where p.pronargs = 1 and r.reltype = p.proargtypes[0]),
      'volatile', p.provolatile = 'v',
      'media', case when rt.typtype = 'd' and strpos(rt.typname, '/') > 0 then rt.typname end,
      'bytes', 'bytea'::regtype in (rt.oid, rt.typbasetype),
      'timeout', (select substr(setting, length('statement_timeout=') + 1) from unnest(p.proconfig) setting
        where starts_with(setting, 'statement_timeout='))
    ) order by p.oid), '[]')
    from pg_proc p join pg_type rt on rt.oid = p.prorettype
    where p.pronamespace = (select oid from space) and p.prokind = 'f'
      and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)),
  'roleSettings', (select coalesce(json_agg(json_build_object(
      'role', role.rolname, 'name', split_part(entry, '=', 1),
      'value', substr(entry, strpos(entry, '=') + 1)
    ) order by s.setdatabase), '[]')
    from pg_db_role_setting s join pg_roles role on role.oid = s.setrole
      cross join lateral unnest(s.setconfig) entry
      join pg_settings known on known.name = split_part(entry, '=', 1) and known.context = 'user'
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database())))
)::text as catalogue`
