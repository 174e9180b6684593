import { expect, test } from 'vitest'
import { catalogueFindings, type CatalogueOptions, type Listening } from './catalogue-findings.ts'
import { readCatalogue, type Catalogue, type CatalogueTable } from './catalogue.ts'

const owned = { name: 'own', command: 'all', roles: ['authenticated'], permissive: true } as const

const tasks: CatalogueTable = {
  schema: 'public',
  name: 'tasks',
  kind: 'table',
  columns: ['id', 'project_id', 'user_id'].map(name => ({ name, nullable: name === 'user_id' })),
  primaryKey: ['id'],
  published: true,
  replicaIdentity: { kind: 'index', columns: ['project_id', 'id'] },
  rowSecurity: true,
  policies: [owned],
  readers: ['authenticated'],
}

const healthy: Catalogue = {
  publication: { operations: ['insert', 'update', 'delete'] },
  tables: [tasks],
  messages: { rowSecurity: true, policies: [owned] },
  isReplica: false,
}

const filtered: Listening = { table: 'tasks', filter: 'project_id=eq.7' }

const found = (
  catalogue: Partial<Catalogue>,
  bindings: readonly Listening[] = [filtered],
  options?: CatalogueOptions,
) => catalogueFindings({ ...healthy, ...catalogue }, bindings, options)

const withTasks = (changed: Partial<CatalogueTable>, binding = filtered) =>
  found({ tables: [{ ...tasks, ...changed }] }, [binding]).map(({ code, sql }) => [code, sql])

test('in a healthy database nothing is found', () => {
  expect(found({})).toEqual([])
})

test('a table outside the publication is named, with the statement that adds it', () => {
  expect(withTasks({ published: false })).toEqual([
    ['table-not-published', 'alter publication supabase_realtime add table "public"."tasks";'],
  ])
})

test('without any publication the statement makes it', () => {
  const [finding] = found({ publication: null, tables: [{ ...tasks, published: false }] })
  expect(finding).toMatchObject({
    code: 'table-not-published',
    sql: 'create publication supabase_realtime for table "public"."tasks";',
  })
})

test('a filter that a DELETE cannot pass is mended by an index where the columns allow one', () => {
  const byKey = { replicaIdentity: { kind: 'default', columns: ['id'] } } as const
  expect(withTasks(byKey)).toEqual([
    [
      'filter-outside-replica-identity',
      'create unique index if not exists "tasks_project_id_id" on "public"."tasks" ("project_id", "id");\n' +
        'alter table "public"."tasks" replica identity using index "tasks_project_id_id";',
    ],
  ])
  const full = 'alter table "public"."tasks" replica identity full;'
  expect(withTasks(byKey, { table: 'tasks', filter: 'user_id=eq.7' })).toEqual([
    ['filter-outside-replica-identity', full],
  ])
})

test('a filter is no matter to whoever listens to no DELETE, or to a full replica identity', () => {
  const byKey = { replicaIdentity: { kind: 'default', columns: ['id'] } } as const
  expect(withTasks(byKey, { ...filtered, event: 'INSERT' })).toEqual([])
  expect(withTasks({ replicaIdentity: { kind: 'full', columns: [] } })).toEqual([])
})

test('a filter on a column that is not there is told apart from one that DELETE cannot pass', () => {
  expect(withTasks({}, { table: 'tasks', filter: 'projectid=eq.7' })).toEqual([
    ['filter-invalid', undefined],
  ])
})

test('a table without a primary key is named', () => {
  expect(withTasks({ primaryKey: [] }).map(([code]) => code)).toEqual(['no-primary-key'])
})

test('row-level security that lets nobody of the role read is named, and no open policy is proposed', () => {
  const writing = { ...owned, command: 'insert' } as const
  const others = { ...owned, roles: ['service_role'] }
  for (const policies of [[], [writing], [others], [{ ...owned, permissive: false }]]) {
    const [[code, sql] = []] = withTasks({ policies })
    expect(code).toBe('row-hidden')
    expect(sql).toContain('using ("user_id" = (select auth.uid())')
  }
  expect(withTasks({ policies: [{ ...owned, roles: ['public'] }] })).toEqual([])
})

test('a role without the privilege to select is granted it', () => {
  expect(withTasks({ readers: ['service_role'] })).toEqual([
    ['row-hidden', 'grant select on "public"."tasks" to "authenticated";'],
  ])
})

test('a table that is not there, and a view, are named', () => {
  expect(found({ tables: [] }).map(({ title }) => title)).toEqual([
    'There is no table public.tasks.',
  ])
  expect(withTasks({ kind: 'view' }).map(([code]) => code)).toEqual(['table-missing'])
})

test('operations that the publication leaves out are named only where they are listened to', () => {
  const publication = { operations: ['insert'] } as const
  expect(found({ publication }, [{ ...filtered, event: 'INSERT' }])).toEqual([])
  expect(found({ publication }).map(({ title }) => title)).toEqual([
    'The publication supabase_realtime leaves out update and delete.',
  ])
})

test('a private channel that nobody may join is named; a public one needs no policy', () => {
  const messages = { rowSecurity: true, policies: [] }
  expect(found({ messages }).map(({ code }) => code)).toEqual(['join-refused'])
  const ofFeed = { ...owned, name: 'everfresh: readers of a scope hear its changes' }
  expect(found({ messages: { ...messages, policies: [ofFeed] } }).map(({ code }) => code)).toEqual([
    'join-refused',
  ])
  expect(found({ messages }, [filtered], { isPrivate: false })).toEqual([])
})

test('a replica is named', () => {
  expect(found({ isReplica: true }).map(({ code }) => code)).toEqual(['rest-on-replica'])
})

test('what two bindings of a table have in common is told once, the likeliest first', () => {
  const tables = [{ ...tasks, published: false, policies: [] }]
  const codes = found({ tables, isReplica: true }, [
    { ...filtered, event: 'INSERT' },
    { ...filtered, event: 'DELETE' },
  ]).map(({ code }) => code)
  expect(codes).toEqual(['table-not-published', 'row-hidden', 'rest-on-replica'])
})

test('where nothing says whose a row is, the condition that is proposed lets nobody read', () => {
  const columns = [
    { name: 'id', nullable: false },
    { name: 'project_id', nullable: false },
  ]
  const [[, sql] = []] = withTasks({ policies: [], columns })
  expect(sql).toContain('using (false /* whose row is it? */)')
})

test('what publishes nothing, and an identity without columns, are worded', () => {
  const [publication] = found({ publication: { operations: [] } })
  expect(publication?.evidence).toBe('It publishes nothing.')
  const replicaIdentity = { kind: 'nothing', columns: [] } as const
  const [identity] = found({ tables: [{ ...tasks, replicaIdentity }] })
  expect(identity?.evidence).toContain('(nothing: no columns)')
})

test('a catalogue that came as JSON is taken', () => {
  expect(readCatalogue(JSON.parse(JSON.stringify(healthy)))).toEqual(healthy)
})

test.each([
  [undefined, 'The catalogue is undefined.'],
  ['[]', 'The catalogue is [].'],
  [{}, 'The catalogue is an object of another shape.'],
  [{ ...healthy, isReplica: 'no' }, 'an object of another shape'],
  [{ tables: [], isReplica: false, messages: null }, 'an object of another shape'],
  [{ tables: [], isReplica: false, publication: null }, 'an object of another shape'],
  [{ ...healthy, tables: [7] }, 'an object of another shape'],
  [{ ...healthy, tables: [{ name: 'tasks' }] }, 'an object of another shape'],
])('what is no catalogue is refused: %j', (value, words) => {
  expect(() => readCatalogue(value)).toThrow(words)
})
