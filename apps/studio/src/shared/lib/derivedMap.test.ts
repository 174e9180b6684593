import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Change } from '@everfresh/core'
import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { rules, type StudioEvent } from './InvalidationRouter'
import { listenedTables } from './listenedTables'
import { families, type StudioKey } from './queryKeys'
import { toStudioEvents } from './studioEvents'

type Row = Readonly<Record<string, unknown>>
type RowChange = Extract<Change, { readonly kind: 'row' }>
type RowsChange = Extract<Change, { readonly kind: 'rows' }>

/** Rows of the open project and of another; those of one table belong to different tasks and shots. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  tasks: [
    { id: 'T', project_id: 'P', status: 'Queued', params: { orchestrator_task_id_ref: 'O' } },
    { id: 'O', project_id: 'P', status: 'Complete', params: { shot_id: 'S' } },
    // Large params that did not change are left out of an UPDATE.
    { id: 'T2', project_id: 'P', status: 'Failed' },
    { id: 'T3', project_id: 'Q', status: 'Queued', params: {} },
  ],
  generations: [
    { id: 'G', project_id: 'P', tasks: ['T'] },
    { id: 'G2', project_id: 'P', tasks: null },
    { id: 'G3', project_id: 'Q', tasks: ['T3'] },
  ],
  shots: [
    { id: 'S', project_id: 'P' },
    { id: 'S3', project_id: 'Q' },
  ],
  shot_generations: [
    { id: 'L', project_id: 'P', shot_id: 'S', generation_id: 'G' },
    { id: 'L2', project_id: 'P', shot_id: 'S2', generation_id: 'G' },
    { id: 'L3', project_id: 'Q', shot_id: 'S3', generation_id: 'G3' },
  ],
  projects: [
    { id: 'P', user_id: 'U' },
    { id: 'Q', user_id: 'U' },
  ],
  users: [{ id: 'U' }],
}

/** What a DELETE carries of a row: its primary key and its scope, the replica identity of the migrations. */
const identity: Readonly<Record<string, readonly string[]>> = {
  users: ['id'],
  projects: ['user_id', 'id'],
  tasks: ['project_id', 'id'],
  generations: ['project_id', 'id'],
  shots: ['project_id', 'id'],
  shot_generations: ['project_id', 'id'],
}

/** What is fetched again although no read of the family asks for it, and why. */
const needless = [
  {
    what: /^(INSERT|UPDATE) tasks O -> unified-generations project P$/,
    why: 'a task that is Complete has brought a picture, whose own change may be late or lost',
  },
  {
    what: /^INSERT generations .+ -> shots [PQ]$/,
    why: 'the canonical map nudges the lists of shots, into which most pictures go at once',
  },
]

const ids = ['P', 'Q', 'S', 'S2', 'S3', 'T', 'T2', 'T3', 'O', 'G', 'G2', 'G3', 'U']

const operations = ['INSERT', 'UPDATE', 'DELETE'] as const

const migrations = fileURLToPath(new URL('../../../supabase/migrations', import.meta.url))
const sql = readdirSync(migrations).map(file => readFileSync(join(migrations, file), 'utf8'))

/** The tables that the change feed follows, and the values that it tells of each beside its ids. */
const fed: ReadonlyMap<string, readonly string[]> = new Map(
  sql.flatMap(text =>
    [...text.matchAll(/perform everfresh\.track\('public\.(\w+)'[^;]*;/g)].map(
      ([call, table = '']) => {
        const [, columns = ''] = /route => array\[([^\]]*)\]/.exec(call) ?? []
        return [
          table,
          [...columns.matchAll(/'([^']+)'/g)].map(([, column = '']) => column),
        ] as const
      },
    ),
  ),
)

/** Every change of every row by `postgres_changes`: with all of its columns, or for a DELETE with its identity. */
const rowChanges = Object.entries(rows).flatMap(([table, samples]) =>
  samples.flatMap(row =>
    operations.map((operation): RowChange => {
      const old = Object.fromEntries((identity[table] ?? []).map(name => [name, row[name]]))
      const told = operation === 'DELETE' ? { row: {}, old } : { row, old: {} }
      return { kind: 'row', schema: 'public', table, operation, ...told }
    }),
  ),
)

/** As the feed tells of rows that one commit changed: their ids, and the values of the columns that are routed by. */
const feedChange = (
  table: string,
  operation: RowsChange['operation'],
  samples: readonly Row[] | undefined,
): RowsChange => ({
  kind: 'rows',
  schema: 'public',
  table,
  operation,
  ids: samples?.map(row => String(row['id'])),
  route:
    samples &&
    Object.fromEntries(
      (fed.get(table) ?? []).map(path => [path, samples.map(row => valueAt(path, row) ?? null)]),
    ),
})

/** Every change by the feed of project P and of its owner: of one row, of all at once, of many, of a whole table. */
const feedChanges = [...fed.keys()].flatMap(table => {
  const isOfScope = ({ project_id }: Row): boolean => project_id === undefined || project_id === 'P'
  const samples = (rows[table] ?? []).filter(isOfScope)
  return [
    ...operations.flatMap(operation => [
      ...samples.map(row => feedChange(table, operation, [row])),
      feedChange(table, operation, samples),
      { ...feedChange(table, operation, samples), route: undefined },
      feedChange(table, operation, undefined),
    ]),
    feedChange(table, 'TRUNCATE', undefined),
  ]
})

const changes: readonly (RowChange | RowsChange)[] = [...rowChanges, ...feedChanges]

/** The column `path` of what a change carries; undefined: it does not say. */
function valueAt(path: string, carried: Row): unknown {
  const [column = '', inside] = path.split('.')
  const value = carried[column]
  if (inside === undefined || value === undefined) return value
  return (value as Row)[inside] ?? null
}

/** The values of the column `path` that a change carries; undefined: it does not say. */
function valuesAt(path: string, change: RowChange | RowsChange): readonly unknown[] | undefined {
  if (change.kind === 'row') {
    const value = valueAt(path, { ...change.row, ...change.old })
    return value === undefined ? undefined : [value].flat()
  }
  // What is told in the feed of a project is of that project.
  if (path === 'project_id') return ['P']
  return path === 'id' ? change.ids : change.route?.[path]?.flat()
}

/** By the declarations alone: the queries that must be fetched again. */
function mustRefetch(change: RowChange | RowsChange): readonly string[] {
  const operation = change.operation === 'TRUNCATE' ? 'DELETE' : change.operation
  return families.flatMap(({ key, reads }) =>
    ids
      .filter(id =>
        reads.some(read => {
          if (read.table !== change.table || !(read.on?.includes(operation) ?? true)) return false
          const values = read.by === undefined ? undefined : valuesAt(read.by, change)
          return values === undefined || values.includes(id)
        }),
      )
      .map(id => [...key, id].join(' ')),
  )
}

/** By the real translation, the real rules and TanStack's own matching: those that are. */
function areRefetched(change: RowChange | RowsChange): readonly string[] {
  const cache = everyQuery.getQueryCache()
  const keys = toStudioEvents(change, 'P').flatMap(event => {
    const rule = rules[event.type] as (event: StudioEvent) => readonly StudioKey[]
    return rule(event)
  })
  const found = keys.flatMap(queryKey => cache.findAll({ queryKey }))
  return [...new Set(found)].map(({ queryKey }) => queryKey.join(' '))
}

/** Of each family one query for each id. */
const everyQuery = new QueryClient()
for (const { key } of families) for (const id of ids) everyQuery.setQueryData([...key, id], 'data')

function nameOf(change: RowChange | RowsChange): string {
  const { table, operation } = change
  if (change.kind === 'row')
    return `${operation} ${table} ${String(change.row['id'] ?? change.old['id'])}`
  const route = change.route === undefined ? ', values unknown' : ''
  return `${operation} ${table} ${change.ids?.join('+') ?? 'many'}${route} (feed)`
}

test('mode 45: every change of every table refetches all that is declared to read it', () => {
  const missing = changes.flatMap(change => {
    const refetched = areRefetched(change)
    return mustRefetch(change)
      .filter(query => !refetched.includes(query))
      .map(query => `${nameOf(change)} -> ${query}`)
  })
  expect(missing).toEqual([])
})

test('mode 45: and nothing else, or the reason is written down', () => {
  const extra = changes.flatMap(change => {
    const wanted = mustRefetch(change)
    return areRefetched(change)
      .filter(query => !wanted.includes(query))
      .map(query => `${nameOf(change)} -> ${query}`)
  })
  expect(extra.filter(text => !needless.some(({ what }) => what.test(text)))).toEqual([])
  // A reason that no longer applies is a reason less to read.
  for (const { what } of needless) expect(extra.some(text => what.test(text))).toBe(true)
})

test('mode 46: without an id every query that may be meant is refetched, never none', () => {
  for (const { key, reads } of families)
    for (const { table, on } of reads) {
      if (on?.includes('DELETE') === false) continue
      const nothingKnown = { row: {}, old: {}, operation: 'DELETE' } as const
      const change = { kind: 'row', schema: 'public', table, ...nothingKnown } as const
      for (const told of [
        change,
        feedChange(table, 'DELETE', undefined),
        feedChange(table, 'TRUNCATE', undefined),
      ]) {
        const touched = areRefetched(told).filter(query => query.startsWith(key.join(' ')))
        expect(touched, `${nameOf(told)} -> ${key.join(' ')}`).not.toEqual([])
      }
    }
})

test('a table that is published is listened to, fed and declared, and no other is', () => {
  const published = sql
    .flatMap(text => [...text.matchAll(/alter publication supabase_realtime add table([^;]+);/g)])
    .flatMap(([, tables = '']) => tables.split(',').map(name => name.trim().replace('public.', '')))
    .toSorted()
  const listened = listenedTables({ id: 'P', userId: 'U' }).map(({ table }) => table)
  const declared = new Set(families.flatMap(({ tables }) => tables))
  expect(published.length).toBeGreaterThan(0)
  expect(listened.toSorted()).toEqual(published)
  expect([...declared].toSorted()).toEqual(published)
  expect([...fed.keys()].toSorted()).toEqual(published)
  expect(Object.keys(rows).toSorted()).toEqual(published)
})
