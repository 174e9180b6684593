import type { SupabaseClient } from '@supabase/supabase-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { service, userClient } from './testing/clients.ts'
import { ALICE, gallerySql } from './testing/gallery.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
let alice: SupabaseClient
let everyone: SupabaseClient

beforeEach(async () => {
  rest = await serveRest(gallerySql)
  alice = await userClient(rest, ALICE)
  everyone = service(rest)
})
afterEach(() => rest.stop())

async function titles(): Promise<(string | null)[]> {
  const { rows } = await rest.db.query('select title from tasks order by id')
  return rows.map(row => row['title'] ?? null)
}

/** `maxAffected`, which the types offer only to a client that was told PostgREST's version. */
function atMost<Query>(rows: number, query: Query): Query {
  return (query as { maxAffected(rows: number): Query }).maxAffected(rows)
}

describe('a person inserts', () => {
  it('a row, and gets nothing back unless asked', async () => {
    const { status, data, error } = await alice
      .from('tasks')
      .insert({ project_id: 1, title: 'spray' })
    expect({ status, data, error }).toEqual({ status: 201, data: null, error: null })
    expect(await titles()).toContain('spray')
  })

  it('a row, and gets it with its defaults and what is embedded', async () => {
    const { data, status } = await alice
      .from('tasks')
      .insert({ project_id: 1, title: 'spray', params: { seed: 3 }, tags: ['x', 'y,z'] })
      .select('id,title,status,tags,seed:params->seed,projects(name,people(name))')
      .single()
    expect(status).toBe(201)
    expect(data).toEqual({
      id: 101,
      title: 'spray',
      status: 'Queued',
      tags: ['x', 'y,z'],
      seed: 3,
      projects: { name: 'Sea', people: { name: 'Alice' } },
    })
  })

  it('many rows with different keys, the missing ones null', async () => {
    const { error } = await everyone.from('tasks').insert([
      { id: 201, project_id: 1, title: 'one', tags: [], params: {}, status: 'Queued', cost: 5 },
      { id: 202, project_id: 1, title: 'two', tags: [], params: {}, status: 'Queued' },
    ])
    expect(error).toBeNull()
    const { rows } = await rest.db.query('select id, cost from tasks where id > 200 order by id')
    expect(rows).toEqual([
      { id: '201', cost: '5.000' },
      { id: '202', cost: null },
    ])
  })

  it('many rows with different keys, the missing ones by default', async () => {
    const { data, error, count } = await everyone
      .from('tasks')
      .insert(
        [
          { project_id: 1, title: 'one', status: 'Complete' },
          { id: 300, project_id: 1, title: 'two' },
        ],
        { defaultToNull: false, count: 'exact' },
      )
      .select('id,title,status,tags')
    expect(error).toBeNull()
    expect(count).toBe(2)
    expect(data).toEqual([
      { id: 101, title: 'one', status: 'Complete', tags: [] },
      { id: 300, title: 'two', status: 'Queued', tags: [] },
    ])
  })

  it('a row of defaults only, and an empty list', async () => {
    await rest.db.query(
      'create table notes (id int generated always as identity, body text default $$-$$)',
    )
    await rest.db.query('grant all on notes to service_role')
    expect((await everyone.from('notes').insert({}).select()).data).toEqual([{ id: 1, body: '-' }])
    expect((await everyone.from('notes').insert([]).select()).data).toEqual([])
  })

  it('a value of every kind, unharmed', async () => {
    await rest.db
      .query(`create table kinds (id uuid, f float8, n numeric, b boolean, tz timestamptz, d date, iv interval,
      j json, jb jsonb, ta text[], ia int[], by bytea, ip inet, v varchar(20), c char(5), r int4range)`)
    await rest.db.query('grant all on kinds to service_role')
    const row = {
      id: ALICE,
      f: 1.5,
      n: 12.3456,
      b: true,
      tz: '2026-11-22T10:00:00.123456+00:00',
      d: '2026-11-22',
      iv: '01:02:03',
      j: { z: [1, null] },
      jb: { a: 'ü"\\' },
      ta: ['a"b', 'c,d', null],
      ia: [1, 2],
      by: '\\xdeadbeef',
      ip: '127.0.0.1',
      v: 'v',
      c: 'c    ',
      r: '[1,3)',
    }
    const { data, error } = await everyone.from('kinds').insert(row).select().single()
    expect(error).toBeNull()
    expect(data).toEqual(row)
  })

  it('and learns where the row is', async () => {
    const response = await fetch(`${rest.url}/rest/v1/tasks`, {
      method: 'POST',
      headers: {
        apikey: rest.serviceKey,
        'Content-Type': 'application/json',
        Prefer: 'return=headers-only',
      },
      body: JSON.stringify({ project_id: 1, title: 'spray' }),
    })
    expect(response.status).toBe(201)
    expect(response.headers.get('location')).toBe('/tasks?id=eq.101')
    expect(response.headers.get('preference-applied')).toBe('return=headers-only')
    expect(await response.text()).toBe('')
  })
})

describe('a person upserts', () => {
  it('by the primary key: 200 when all rows were there, 201 when one was not', async () => {
    const cover = (project_id: number, url: string) => ({ project_id, url })
    const both = await everyone
      .from('covers')
      .upsert([cover(1, 'new.png'), cover(2, 'sky.png')])
      .select()
    expect(both).toMatchObject({ status: 201, data: [cover(1, 'new.png'), cover(2, 'sky.png')] })
    const again = await everyone.from('covers').upsert(cover(1, 'newer.png')).select().single()
    expect(again).toMatchObject({ status: 200, data: cover(1, 'newer.png') })
  })

  it('by other unique columns', async () => {
    const { data } = await everyone
      .from('tasks')
      .upsert({ project_id: 1, title: 'wave', cost: 99 }, { onConflict: 'project_id,title' })
      .select('id,cost')
    expect(data).toEqual([{ id: 1, cost: 99 }])
  })

  it('and may leave alone what is there', async () => {
    const { data, status } = await everyone
      .from('people')
      .upsert(
        [
          { id: ALICE, name: 'Eve' },
          { id: '00000000-0000-4000-8000-000000000009', name: 'Carol' },
        ],
        { ignoreDuplicates: true },
      )
      .select('name')
    expect(status).toBe(201)
    expect(data).toEqual([{ name: 'Carol' }])
  })
})

describe('a person updates', () => {
  it('the rows of a filter, without an answer', async () => {
    const { status, data } = await alice
      .from('tasks')
      .update({ status: 'Complete', cost: null })
      .in('id', [1, 2])
    expect({ status, data }).toEqual({ status: 204, data: null })
    const { rows } = await rest.db.query(
      "select id from tasks where status = 'Complete' and cost is null order by id",
    )
    expect(rows).toEqual([{ id: '1' }, { id: '2' }])
  })

  it('and gets the rows as they are now, and their number', async () => {
    const answer = await alice
      .from('tasks')
      .update({ title: 'surf' }, { count: 'exact' })
      .eq('id', 1)
      .select('id,title,projects(name)')
    expect(answer).toMatchObject({
      status: 200,
      count: 1,
      data: [{ id: 1, title: 'surf', projects: { name: 'Sea' } }],
    })
  })

  it('nothing of anyone else, which is no error', async () => {
    expect(await alice.from('tasks').update({ title: 'mine' }).eq('id', 5)).toMatchObject({
      status: 204,
      error: null,
    })
    expect((await alice.from('tasks').update({ title: 'mine' }).eq('id', 5).select()).data).toEqual(
      [],
    )
    expect(await titles()).not.toContain('mine')
  })

  it('nothing when there is nothing to set', async () => {
    expect((await alice.from('tasks').update({}).eq('id', 1).select()).data).toEqual([])
  })

  it('never a whole table by accident', async () => {
    const { error, status } = await everyone.from('tasks').update({ title: 'oops' })
    expect(status).toBe(400)
    expect(error).toMatchObject({ code: '21000', message: 'UPDATE requires a WHERE clause' })
    expect((await everyone.from('tasks').delete()).error?.message).toBe(
      'DELETE requires a WHERE clause',
    )
    expect(await titles()).toHaveLength(5)
  })
})

describe('a person deletes', () => {
  it('the rows of a filter, and may get them', async () => {
    expect(await alice.from('tasks').delete().eq('id', 1)).toMatchObject({
      status: 204,
      data: null,
    })
    const answer = await alice
      .from('tasks')
      .delete({ count: 'exact' })
      .gt('id', 0)
      .select('title')
      .order('title')
    expect(answer).toMatchObject({
      status: 200,
      count: 3,
      data: [{ title: 'cloud' }, { title: 'foam' }, { title: 'gull' }],
    })
    expect(await titles()).toEqual(['crater'])
  })

  it('not more than allowed: all stay', async () => {
    const { error, status } = await atMost(2, alice.from('tasks').delete().gt('id', 0))
    expect(status).toBe(400)
    expect(error).toMatchObject({ code: 'PGRST124', details: 'The query affects 4 rows' })
    expect(await titles()).toHaveLength(5)
    expect(await atMost(2, alice.from('tasks').delete().gt('id', 2))).toMatchObject({
      status: 204,
      error: null,
    })
  })

  it('not when one row was meant and several matched: all stay', async () => {
    const { error } = await alice.from('tasks').delete().gt('id', 0).select().single()
    expect(error).toMatchObject({ code: 'PGRST116', details: 'The result contains 4 rows' })
    expect(await titles()).toHaveLength(5)
  })
})
