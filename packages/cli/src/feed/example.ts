import type { FoundTable } from './found-tables.ts'

const USERS = 'auth.users'

/** A `can_read` to start from: everything of a user's is one scope. */
export const CAN_READ = `create or replace function everfresh.can_read(scope text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select scope = 'user:' || (select auth.uid())::text
$$;`

const HEAD = `-- Who may read what, and which tables are followed. Yours: change it as you need, and see docs/feed.md.

-- Asked for every scope that somebody wants to listen to or to read. It runs as its owner, whom row-level security
-- does not bind, so it compares with auth.uid() itself. Whoever may read a scope is told the ids of all its rows.
${CAN_READ}
`

const TEMPLATE = `
-- A row's scope is found by a column of it, or by way of a parent:
-- select everfresh.track('projects', 'user:{user_id}');
-- select everfresh.track('tasks', 'user:{project_id -> projects.user_id}');
`

/** A migration to start from: everything of a user's is one scope. Tables that lead to no user are left open. */
export function exampleMigration(tables: readonly FoundTable[]): string {
  const tracked = tables.map(table => {
    const path = pathToUser(table, tables, new Set())
    return path === undefined
      ? `-- select everfresh.track('${table.name}', '…');  -- no foreign key leads to a user`
      : `select everfresh.track('${table.name}', 'user:{${path.join(' -> ')}}');`
  })
  if (!tracked.some(line => line.startsWith('select'))) return HEAD + TEMPLATE
  return `${HEAD}\n${tracked.join('\n')}\n`
}

/** The shortest way over foreign keys: `['project_id', 'projects.user_id']`. */
function pathToUser(
  { name, references }: FoundTable,
  tables: readonly FoundTable[],
  seen: ReadonlySet<string>,
): readonly string[] | undefined {
  const own = references.find(({ table }) => table === USERS)
  if (own !== undefined) return [own.column]
  const onward = references.flatMap(({ column, table }) => {
    const parent = tables.find(each => each.name === table)
    if (parent === undefined || table === name || seen.has(table)) return []
    const [first, ...rest] = pathToUser(parent, tables, new Set([...seen, name])) ?? []
    return first === undefined ? [] : [[column, `${table}.${first}`, ...rest]]
  })
  return onward.toSorted((a, b) => a.length - b.length)[0]
}
