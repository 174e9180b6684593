import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { service, stranger, userClient } from './testing/clients.ts'
import { ALICE, BOB, gallerySql } from './testing/gallery.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
let alice: SupabaseClient
let bob: SupabaseClient
let nobody: SupabaseClient

beforeAll(async () => {
  rest = await serveRest(gallerySql)
  alice = await userClient(rest, ALICE)
  bob = await userClient(rest, BOB)
  nobody = stranger(rest)
})
afterAll(() => rest.stop())

async function titles(query: PromiseLike<{ data: unknown; error: unknown }>): Promise<string[]> {
  const { data, error } = await query
  expect(error).toBeNull()
  return (data as { title: string }[]).map(row => row.title)
}

describe('a person reads', () => {
  it('only the rows that the policies show', async () => {
    expect(await titles(alice.from('tasks').select().order('id'))).toEqual([
      'wave',
      'foam',
      'gull',
      'cloud',
    ])
    expect(await titles(bob.from('tasks').select())).toEqual(['crater'])
    expect(await titles(nobody.from('tasks').select())).toEqual([])
  })

  it('values as PostgreSQL writes them in JSON', async () => {
    const { data } = await alice
      .from('tasks')
      .select('id,cost,status,tags,during,done')
      .eq('id', 1)
      .single()
    expect(data).toEqual({
      id: 1,
      cost: 1.5,
      status: 'Complete',
      tags: ['big', 'a,b'],
      during: '[1,5)',
      done: true,
    })
    const project = await alice.from('projects').select('created_at').eq('id', 1).single()
    expect(project.data).toEqual({ created_at: '2026-11-22T10:00:00.123456+00:00' })
  })

  it('numbers too large for JavaScript, unharmed on the wire', async () => {
    const response = await fetch(`${rest.url}/rest/v1/tasks?select=params&id=eq.4`, {
      headers: { apikey: rest.serviceKey },
    })
    expect(await response.text()).toContain('9007199254740993')
  })

  it('columns under other names, types and from inside JSON', async () => {
    const { data, error } = await alice
      .from('projects')
      .select(
        'label:name,id::text,settings->size->w,width:settings->size->>w,settings->palette->>0',
      )
      .eq('id', 1)
      .single()
    expect(error).toBeNull()
    expect(data).toEqual({ label: 'Sea', id: '1', w: 640, width: '640', palette: 'blue' })
  })

  it('a computed field', async () => {
    const { data } = await nobody.from('people').select('name,initials').order('name')
    expect(data).toEqual([
      { name: 'Alice', initials: 'A' },
      { name: 'Bob', initials: 'B' },
    ])
  })

  it('a view', async () => {
    expect(await titles(alice.from('finished').select())).toEqual(['wave'])
    expect(await titles(bob.from('finished').select())).toEqual([])
  })
})

describe('a person filters', () => {
  const tasks = () => alice.from('tasks').select('title').order('id')

  it.each([
    ['eq', () => tasks().eq('title', 'foam'), ['foam']],
    ['neq', () => tasks().neq('title', 'foam'), ['wave', 'gull', 'cloud']],
    ['gt and lte', () => tasks().gt('id', 1).lte('id', 3), ['foam', 'gull']],
    ['gte and lt', () => tasks().gte('id', 3).lt('id', 5), ['gull', 'cloud']],
    ['like', () => tasks().like('title', '%a%'), ['wave', 'foam']],
    ['ilike', () => tasks().ilike('title', 'G%'), ['gull']],
    ['like any', () => tasks().likeAnyOf('title', ['w%', 'c%']), ['wave', 'cloud']],
    ['like all', () => tasks().likeAllOf('title', ['%a%', '%v%']), ['wave']],
    ['in', () => tasks().in('title', ['wave', 'gull', 'a,b', 'it(s)']), ['wave', 'gull']],
    ['in nothing', () => tasks().in('title', []), []],
    ['not in', () => tasks().notIn('id', [1, 2]), ['gull', 'cloud']],
    ['is null', () => tasks().is('done', null), ['gull']],
    ['is true', () => tasks().is('done', true), ['wave']],
    ['not is null', () => tasks().not('done', 'is', null), ['wave', 'foam', 'cloud']],
    ['is distinct', () => tasks().isDistinct('done', false), ['wave', 'gull']],
    ['or', () => tasks().or('title.eq.wave,id.eq.3'), ['wave', 'gull']],
    [
      'or with and, not and in',
      () => tasks().or('and(id.gt.1,id.lt.3),not.or(id.lt.4,id.gt.9),title.in.(wave,"x,y")'),
      ['wave', 'foam', 'cloud'],
    ],
    [
      'or with a quoted value',
      () => tasks().or('title.eq."a,b)",params->>note.eq."it\'s"'),
      ['wave'],
    ],
    ['contains a list', () => tasks().contains('tags', ['big']), ['wave', 'gull']],
    [
      'contained by',
      () => tasks().containedBy('tags', ['big', 'small']),
      ['foam', 'gull', 'cloud'],
    ],
    ['overlaps', () => tasks().overlaps('tags', ['big', 'x']), ['wave', 'gull']],
    ['contains an object', () => tasks().contains('params', { seed: 7 }), ['wave']],
    ['contains a range', () => tasks().contains('during', '[2,3)'), ['wave']],
    ['range before', () => tasks().rangeLt('during', '[5,6)'), ['wave']],
    ['range beside', () => tasks().rangeAdjacent('during', '[9,12)'), ['foam']],
    ['match', () => tasks().regexMatch('title', '^[wf]'), ['wave', 'foam']],
    ['imatch', () => tasks().regexIMatch('title', '^W'), ['wave']],
    ['inside JSON', () => tasks().eq('params->>note', "it's"), ['wave']],
    ['a JSON number', () => tasks().gt('params->seed', 7), ['foam', 'cloud']],
    ['an enum', () => tasks().in('status', ['In Progress', 'Complete']), ['wave', 'gull']],
    ['match an object', () => tasks().match({ id: 1, title: 'wave' }), ['wave']],
    [
      'full text',
      () => tasks().textSearch('prompt', 'wave & dawn', { config: 'english' }),
      ['wave'],
    ],
    [
      'full text of the web',
      () => tasks().textSearch('prompt', 'sea or foam', { type: 'websearch' }),
      ['foam', 'cloud'],
    ],
    [
      'plain text',
      () => tasks().textSearch('prompt', 'breaking waves', { type: 'plain', config: 'english' }),
      ['wave'],
    ],
    [
      'a phrase',
      () => tasks().textSearch('prompt', 'over the', { type: 'phrase', config: 'simple' }),
      ['cloud'],
    ],
  ])('by %s', async (_name, query, expected) => {
    expect(await titles(query())).toEqual(expected)
  })
})

describe('a person orders and pages', () => {
  it('with nulls where they are wanted', async () => {
    const tasks = () => alice.from('tasks').select('title')
    expect(
      await titles(tasks().order('cost', { ascending: false, nullsFirst: true }).order('id')),
    ).toEqual(['foam', 'cloud', 'gull', 'wave'])
    expect(await titles(tasks().order('cost', { nullsFirst: false }))).toEqual([
      'wave',
      'gull',
      'cloud',
      'foam',
    ])
    expect(
      await titles(tasks().order('params->seed', { ascending: false, nullsFirst: false }).limit(1)),
    ).toEqual(['cloud'])
  })

  it('in pages, and knows how many there are', async () => {
    const page = await alice
      .from('tasks')
      .select('title', { count: 'exact' })
      .order('id')
      .range(1, 2)
    expect(page).toMatchObject({
      status: 206,
      count: 4,
      data: [{ title: 'foam' }, { title: 'gull' }],
    })
    const all = await alice.from('tasks').select('title', { count: 'exact' })
    expect(all).toMatchObject({ status: 200, count: 4 })
    expect(await titles(alice.from('tasks').select('title').order('id').limit(1))).toEqual(['wave'])
  })

  it('counts without rows', async () => {
    for (const count of ['exact', 'estimated'] as const) {
      const head = await alice
        .from('tasks')
        .select('*', { count, head: true })
        .eq('status', 'Queued')
      expect(head).toMatchObject({ status: 200, count: 2, data: null, error: null })
    }
  })

  it('is told when the page does not exist', async () => {
    const { status, error } = await alice
      .from('tasks')
      .select('id', { count: 'exact' })
      .range(50, 60)
    expect(status).toBe(416)
    expect(error).toEqual({
      code: 'PGRST103',
      message: 'Requested range not satisfiable',
      details: 'An offset of 50 was requested, but there are only 4 rows.',
      hint: null,
    })
  })

  it('by a Range header', async () => {
    const response = await fetch(`${rest.url}/rest/v1/tasks?select=id&order=id`, {
      headers: {
        apikey: rest.serviceKey,
        Range: '1-2',
        'Range-Unit': 'items',
        Prefer: 'count=exact',
      },
    })
    expect(await response.json()).toEqual([{ id: 2 }, { id: 3 }])
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe('1-2/5')
    expect(response.headers.get('preference-applied')).toBe('count=exact')
  })

  it('never more than the limit of the server', async () => {
    const small = await serveRest(gallerySql, { maxRows: 2 })
    const everyone = service(small)
    const { data, count } = await everyone
      .from('projects')
      .select('id,tasks(id)', { count: 'exact' })
      .order('id')
    await small.stop()
    expect(count).toBe(3)
    expect(data?.map(row => row.tasks.length)).toEqual([2, 1])
  })
})

describe('a person asks for one row', () => {
  it('and gets it as an object', async () => {
    expect(await alice.from('tasks').select('title').eq('id', 1).single()).toMatchObject({
      data: { title: 'wave' },
      status: 200,
    })
    expect(await alice.from('tasks').select('title').eq('id', 99).maybeSingle()).toMatchObject({
      data: null,
      error: null,
    })
  })

  it('and is told when there is none, or more', async () => {
    const none = await alice.from('tasks').select().eq('id', 99).single()
    expect(none.status).toBe(406)
    expect(none.error).toEqual({
      code: 'PGRST116',
      message: 'Cannot coerce the result to a single JSON object',
      details: 'The result contains 0 rows',
      hint: null,
    })
    const many = await alice.from('tasks').select().single()
    expect(many.error?.details).toBe('The result contains 4 rows')
  })

  it('and may leave out what is null', async () => {
    const { data } = await alice.from('tasks').select('title,done,cost').eq('id', 3).stripNulls()
    expect(data).toEqual([{ title: 'gull', cost: 12 }])
  })
})
