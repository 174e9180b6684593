import type { CatalogueTable } from './catalogue.ts'

/** A table by its name. */
export type NamedTable = Pick<CatalogueTable, 'schema' | 'name'>

/** Always quoted: a table may be called `order`. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A table's name as it is written in a statement. */
const nameOf = ({ schema, name }: NamedTable): string => `${quoted(schema)}.${quoted(name)}`

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63

/** Adds `table` to the publication `supabase_realtime`, or makes that with it. */
export function publish(table: NamedTable, hasPublication: boolean): string {
  return hasPublication
    ? `alter publication supabase_realtime add table ${nameOf(table)};`
    : `create publication supabase_realtime for table ${nameOf(table)};`
}

export function publishOperations(): string {
  return `alter publication supabase_realtime set (publish = 'insert, update, delete, truncate');`
}

/** By an index where it can be: with `full` every UPDATE and DELETE writes the whole old row into the log. */
export function identify(table: CatalogueTable, columns: readonly string[]): string {
  const wanted = [...new Set([...columns, ...table.primaryKey])]
  const isNullable = table.columns.some(({ name, nullable }) => nullable && wanted.includes(name))
  if (isNullable || table.primaryKey.length === 0) return identifyWhole(table)
  const index = quoted([table.name, ...wanted].join('_').slice(0, LONGEST_NAME))
  return [
    `create unique index if not exists ${index} on ${nameOf(table)} (${wanted.map(quoted).join(', ')});`,
    `alter table ${nameOf(table)} replica identity using index ${index};`,
  ].join('\n')
}

/** With the whole row: the last resort where no index serves. */
export function identifyWhole(table: NamedTable): string {
  return `alter table ${nameOf(table)} replica identity full;`
}

export function addPrimaryKey(table: NamedTable): string {
  return `alter table ${nameOf(table)} add primary key ("id");`
}

/** Lets `role` read `table`, as far as policies let it. Both names are quoted. */
export function grantSelect(table: NamedTable, role: string): string {
  return `grant select on ${nameOf(table)} to ${quoted(role)};`
}

/** From then on nobody reads a row until a policy lets them. */
export function enableRowSecurity(table: NamedTable): string {
  return `alter table ${nameOf(table)} enable row level security;`
}

/** Whose a row is only the app knows; a condition that lets everybody read is never proposed. */
export function allowSelect(table: CatalogueTable, role: string): string {
  const owner = ['user_id', 'owner', 'owner_id', 'created_by'].find(name =>
    table.columns.some(column => column.name === name),
  )
  const condition =
    owner === undefined
      ? 'false /* whose row is it? */'
      : `${quoted(owner)} = (select auth.uid()) /* if that is whose row it is */`
  return `create policy "read own" on ${nameOf(table)} for select to ${quoted(role)}\n  using (${condition});`
}

export function allowJoin(role: string): string {
  return `create policy "listen to own channels" on realtime.messages for select to ${quoted(role)}\n  using (realtime.messages.extension = 'broadcast' and false /* which realtime.topic() is whose? */);`
}
