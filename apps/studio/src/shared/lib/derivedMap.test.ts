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
    what: /^INSERT generations \w+ -> shots [PQ]$/,
    why: 'the canonical map nudges the lists of shots, into which most pictures go at once',
  },
]

const ids = ['P', 'Q', 'S', 'S2', 'S3', 'T', 'T2', 'T3', 'O', 'G', 'G2', 'G3', 'U']

/** Every change of every row: with all of its columns, or for a DELETE with its identity. */
const changes = Object.entries(rows).flatMap(([table, samples]) =>
  samples.flatMap(row =>
    (['INSERT', 'UPDATE', 'DELETE'] as const).map((operation): RowChange => {
      const old = Object.fromEntries((identity[table] ?? []).map(name => [name, row[name]]))
      const told = operation === 'DELETE' ? { row: {}, old } : { row, old: {} }
      return { kind: 'row', schema: 'public', table, operation, ...told }
    }),
  ),
)

/** The column `path` of what a change carries; undefined: it does not say. */
function valueAt(path: string, carried: Row): unknown {
  const [column = '', inside] = path.split('.')
  const value = carried[column]
  if (inside === undefined || value === undefined) return value
  return (value as Row)[inside] ?? null
}

/** By the declarations alone: the queries that must be fetched again. */
function mustRefetch({ table, operation, row, old }: RowChange): readonly string[] {
  return families.flatMap(({ key, reads }) =>
    ids
      .filter(id =>
        reads.some(read => {
          if (read.table !== table || !(read.on?.includes(operation) ?? true)) return false
          const value = read.by === undefined ? undefined : valueAt(read.by, { ...row, ...old })
          return value === undefined || value === id || (Array.isArray(value) && value.includes(id))
        }),
      )
      .map(id => [...key, id].join(' ')),
  )
}

/** By the real translation, the real rules and TanStack's own matching: those that are. */
function areRefetched(change: RowChange): readonly string[] {
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

const nameOf = ({ table, operation, row, old }: RowChange): string =>
  `${operation} ${table} ${String(row['id'] ?? old['id'])}`

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
      const touched = areRefetched(change).filter(query => query.startsWith(key.join(' ')))
      expect(touched, `${table} -> ${key.join(' ')}`).not.toEqual([])
    }
})

test('a table that is published is listened to and declared, and no other is', () => {
  const folder = fileURLToPath(new URL('../../../supabase/migrations', import.meta.url))
  const sql = readdirSync(folder).map(file => readFileSync(join(folder, file), 'utf8'))
  const published = sql
    .flatMap(text => [...text.matchAll(/alter publication supabase_realtime add table([^;]+);/g)])
    .flatMap(([, tables = '']) => tables.split(',').map(name => name.trim().replace('public.', '')))
    .toSorted()
  const listened = listenedTables({ id: 'P', userId: 'U' }).map(({ table }) => table)
  const declared = new Set(families.flatMap(({ tables }) => tables))
  expect(published.length).toBeGreaterThan(0)
  expect(listened.toSorted()).toEqual(published)
  expect([...declared].toSorted()).toEqual(published)
  expect(Object.keys(rows).toSorted()).toEqual(published)
})
