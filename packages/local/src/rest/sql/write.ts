import type { Selection } from '../plan/read.ts'
import type { Conflict, Write } from '../plan/write.ts'
import { nearColumns } from '../schema/relationship.ts'
import type { Column } from '../schema/schema.ts'
import { conditionsOf, where } from './condition.ts'
import {
  fromCatalogue,
  identifier,
  join,
  nothing,
  qualified,
  sql,
  value,
  type Fragment,
} from './fragment.ts'
import { exists } from './read.ts'

const BODY = sql`"pgrst_body"`

function names(columns: readonly Pick<Column, 'name'>[]): Fragment {
  return join(columns.map(column => identifier(column.name)))
}

function typed(columns: readonly Column[]): Fragment {
  return join(columns.map(each => sql`${identifier(each.name)} ${fromCatalogue(each.type)}`))
}

function fromBody(columns: readonly Column[]): Fragment {
  return join(columns.map(each => sql`${BODY}.${identifier(each.name)}`))
}

/** The rows of the body as PostgreSQL reads them into the columns' own types. */
function bodyRows(write: Exclude<Write, { kind: 'delete' }>): Fragment {
  const { payload, columns } = write
  const read = payload.list ? sql`json_to_recordset` : sql`json_to_record`
  return sql`${read}(${value(payload.text)}::json) as ${BODY}(${typed(columns)})`
}

/** The same, but a key that is missing from an object takes the column's default. */
function rowsWithDefaults(write: Extract<Write, { kind: 'insert' }>): Fragment {
  const { payload, columns } = write
  const body = sql`${value(payload.text)}::jsonb`
  const list = payload.list ? body : sql`jsonb_build_array(${body})`
  const fields = columns.map(({ name, fallback }) => {
    const given = sql`${BODY}.${identifier(name)}`
    if (fallback === undefined) return given
    const present = sql`"pgrst_element"."json" ? ${value(name)}::text`
    return sql`case when ${present} then ${given} else ${fromCatalogue(fallback)} end`
  })
  return sql`select ${join(fields)} from jsonb_array_elements(${list}) as "pgrst_element"("json"), jsonb_to_record("pgrst_element"."json") as ${BODY}(${typed(columns)})`
}

/** The setting in which a statement counts the rows that were there already. */
export const UPDATED = 'everfresh.updated'

function onConflict(columns: readonly Column[], conflict: Conflict | undefined): Fragment {
  if (conflict === undefined) return nothing
  const target = join(conflict.columns.map(identifier))
  if (conflict.action === 'ignore' || columns.length === 0) {
    return sql` on conflict (${target}) do nothing`
  }
  const changes = columns.map(({ name }) => sql`${identifier(name)} = excluded.${identifier(name)}`)
  // Always true; counts, because only a statement that inserted a row answers 201.
  const counted = sql`set_config(${value(UPDATED)}, (coalesce(nullif(current_setting(${value(UPDATED)}, true), ''), '0')::int + 1)::text, true) is not null`
  return sql` on conflict (${target}) do update set ${join(changes)} where ${counted}`
}

function insert(write: Extract<Write, { kind: 'insert' }>): Fragment {
  const { relation, columns, payload } = write
  const table = qualified(relation.schema, relation.name)
  const conflict = onConflict(columns, write.conflict)
  if (columns.length === 0) {
    const rows = sql`generate_series(1, ${value(String(payload.rows))}::int)`
    return sql`insert into ${table} select from ${rows}${conflict}`
  }
  const only = where(conditionsOf({ relation, qualifier: BODY, typed: false }, write.only, exists))
  const rows = write.useDefaults
    ? rowsWithDefaults(write)
    : sql`select ${fromBody(columns)} from ${bodyRows(write)}${only}`
  return sql`insert into ${table} (${names(columns)}) ${rows}${conflict}`
}

function update(write: Extract<Write, { kind: 'update' }>, filter: Fragment): Fragment {
  const { relation, columns } = write
  const changes = columns.map(({ name }) => sql`${identifier(name)} = ${BODY}.${identifier(name)}`)
  const body = sql`(select * from ${bodyRows(write)} limit 1) as ${BODY}`
  return sql`update ${qualified(relation.schema, relation.name)} set ${join(changes)} from ${body}${filter}`
}

/** The columns that the result is made of, which are all that the caller needs rights to. */
function neededColumns(result: Selection): ReadonlySet<string> {
  const fields = result.items.flatMap(item => {
    if (item.kind === 'field') return [item.field.name]
    if (item.kind === 'all') return []
    const near = nearColumns(item.embed.relationship)
    return near ?? []
  })
  const orders = result.orders.flatMap(order =>
    order.embed === undefined ? [order.field.name] : [],
  )
  return new Set([...fields, ...orders])
}

function returning(write: Write): Fragment {
  const { relation, result } = write
  const table = qualified(relation.schema, relation.name)
  const needed = [...neededColumns(result)]
  const all = result.items.some(
    item =>
      item.kind === 'all' ||
      // A function of the row takes it whole.
      (item.kind === 'embed' && item.embed.relationship.kind === 'computed'),
  )
  const single = all ? needed.filter(name => !relation.columns.has(name)) : needed
  const columns = single.map(name => sql`${table}.${identifier(name)}`)
  const list = all ? [sql`${table}.*`, ...columns] : columns
  return list.length === 0 ? sql` returning 1` : sql` returning ${join(list)}`
}

function change(write: Write): Fragment {
  if (write.kind === 'insert') return insert(write)
  const { relation } = write
  const table = qualified(relation.schema, relation.name)
  const filter = where(
    conditionsOf({ relation, qualifier: table, typed: true }, write.conditions, exists),
  )
  if (write.kind === 'delete') return sql`delete from ${table}${filter}`
  return update(write, filter)
}

/** The statement that changes the table and yields the changed rows, or as many empty rows. */
export function writeSql(write: Write, representation: boolean): Fragment {
  const { relation } = write
  // Nothing to set: nothing is changed, and no row counts as changed.
  if (write.kind === 'update' && write.columns.length === 0) {
    return sql`select * from ${qualified(relation.schema, relation.name)} where false`
  }
  return sql`${change(write)}${representation ? returning(write) : sql` returning 1`}`
}
