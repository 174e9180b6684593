import type { Database } from '../../context.ts'
import {
  EXPOSED_SCHEMA,
  type Argument,
  type Column,
  type ForeignKey,
  type Relation,
  type Routine,
  type Schema,
} from './schema.ts'

// Types and defaults are deparsed under an empty search path, so that their names are qualified
// and mean the same under the search path of a request.
const CATALOGUE = `
with space as (select oid from pg_namespace where nspname = $1),
relation as (
  select oid, relname, relkind in ('v', 'm') as is_view from pg_class
  where relnamespace = (select oid from space) and relkind in ('r', 'p', 'v', 'm', 'f')
),
named_key as (
  select con.oid, con.contype, con.conname, con.conrelid, con.confrelid,
    (select json_agg(a.attname order by k.place) from unnest(con.conkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number) as columns,
    (select json_agg(a.attname order by k.place) from unnest(con.confkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.number) as referenced_columns
  from pg_constraint con where con.conrelid in (select oid from relation) and con.conparentid = 0
)
select json_build_object(
  'relations', (select coalesce(json_agg(json_build_object(
      'name', r.relname,
      'kind', case when r.is_view then 'view' else 'table' end,
      'columns', (select coalesce(json_agg(json_build_object(
          'name', a.attname,
          'type', format_type(a.atttypid, a.atttypmod),
          'base', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null),
          'fallback', case
            when a.attidentity <> '' then format('nextval(%L::regclass)',
              pg_get_serial_sequence(format('%I.%I', $1::text, r.relname), a.attname))
            when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end
        ) order by a.attnum), '[]')
        from pg_attribute a join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped),
      'primaryKey', coalesce((select k.columns from named_key k where k.conrelid = r.oid and k.contype = 'p'), '[]'),
      'uniques', (select coalesce(json_agg(k.columns), '[]') from named_key k
        where k.conrelid = r.oid and k.contype in ('p', 'u'))
    )), '[]') from relation r),
  'foreignKeys', (select coalesce(json_agg(json_build_object(
      'name', k.conname, 'table', source.relname, 'columns', k.columns,
      'referenced', target.relname, 'referencedColumns', k.referenced_columns
    ) order by k.conname), '[]')
    from named_key k join relation source on source.oid = k.conrelid
      join relation target on target.oid = k.confrelid where k.contype = 'f'),
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
      'relation', (select r.relname from relation r where r.oid = rt.typrelid),
      'volatile', p.provolatile = 'v'
    ) order by p.oid), '[]')
    from pg_proc p join pg_type rt on rt.oid = p.prorettype
    where p.pronamespace = (select oid from space) and p.prokind = 'f'
      and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype))
)::text as catalogue`

type Nullable<T> = { readonly [K in keyof T]: T[K] | null }

interface Catalogue {
  readonly relations: readonly (Omit<Relation, 'schema' | 'columns'> & {
    readonly columns: readonly (Omit<Column, 'fallback'> &
      Nullable<Pick<Required<Column>, 'fallback'>>)[]
  })[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly routines: readonly (Omit<Routine, 'schema' | 'args' | 'relation'> & {
    readonly args: readonly Argument[]
    readonly relation: string | null
  })[]
}

function toSchema(catalogue: Catalogue): Schema {
  const relations = catalogue.relations.map((relation): [string, Relation] => {
    const columns = relation.columns.map(({ fallback, ...column }): [string, Column] => [
      column.name,
      fallback === null ? column : { ...column, fallback },
    ])
    return [relation.name, { ...relation, schema: EXPOSED_SCHEMA, columns: new Map(columns) }]
  })
  const routines = new Map<string, Routine[]>()
  for (const { relation, ...rest } of catalogue.routines) {
    const base = { ...rest, schema: EXPOSED_SCHEMA }
    const routine = relation === null ? base : { ...base, relation }
    routines.set(rest.name, [...(routines.get(rest.name) ?? []), routine])
  }
  return { relations: new Map(relations), foreignKeys: catalogue.foreignKeys, routines }
}

/** Reads the exposed schema from PostgreSQL's catalogue. */
export async function readSchema(db: Database): Promise<Schema> {
  const text = await db.transaction(async client => {
    await client.query(`set local search_path = ''`)
    const result = await client.query<{ catalogue: string }>(CATALOGUE, [EXPOSED_SCHEMA])
    return result.rows[0]?.catalogue ?? '{}'
  })
  return toSchema(JSON.parse(text) as Catalogue)
}
