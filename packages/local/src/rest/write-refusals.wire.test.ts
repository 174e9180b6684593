import type { SupabaseClient } from '@supabase/supabase-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { service, stranger, userClient } from './testing/clients.ts'
import { ALICE, BOB, gallerySql } from './testing/gallery.ts'
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

describe('a person is told', () => {
  it.each([
    [
      'a duplicate',
      '23505',
      409,
      () => everyone.from('people').insert({ id: ALICE, name: 'Eve' }),
      'duplicate key value violates unique constraint "people_pkey"',
    ],
    [
      'a missing parent',
      '23503',
      409,
      () => everyone.from('tasks').insert({ project_id: 99, title: 'x' }),
      'insert or update on table "tasks" violates foreign key constraint "tasks_project_id_fkey"',
    ],
    [
      'a null',
      '23502',
      400,
      () => everyone.from('tasks').insert({ project_id: 1 }),
      'null value in column "title" of relation "tasks" violates not-null constraint',
    ],
    [
      'an unknown value',
      '22P02',
      400,
      () => everyone.from('tasks').update({ status: 'Lost' }).eq('id', 1),
      'invalid input value for enum task_status: "Lost"',
    ],
    [
      'an unknown column',
      'PGRST204',
      400,
      () => everyone.from('tasks').insert({ titel: 'x' }),
      "Could not find the 'titel' column of 'tasks' in the schema cache",
    ],
    [
      'an unknown column of many rows',
      'PGRST204',
      400,
      () => everyone.from('tasks').insert([{ titel: 'x' }]),
      "Could not find the 'titel' column of 'tasks' in the schema cache",
    ],
    [
      'a forbidden row',
      '42501',
      403,
      () => alice.from('tasks').insert({ project_id: 3, title: 'x' }),
      'new row violates row-level security policy for table "tasks"',
    ],
    [
      'a forbidden row, signed out',
      '42501',
      401,
      () => stranger(rest).from('projects').insert({ id: 9, name: 'x', user_id: BOB }),
      'new row violates row-level security policy for table "projects"',
    ],
  ])('of %s', async (...[, code, status, query, message]) => {
    const answer = await query()
    expect(answer.error).toMatchObject({ code, message })
    expect(answer.status).toBe(status)
  })

  it('what is wrong with a body', async () => {
    const post = async (body: string, type = 'application/json') => {
      const headers = { apikey: rest.serviceKey, 'Content-Type': type }
      const response = await fetch(`${rest.url}/rest/v1/people`, { method: 'POST', headers, body })
      return [
        response.status,
        ((await response.json()) as { code: string; message: string }).message,
      ]
    }
    expect(await post('{')).toEqual([400, 'Empty or invalid json'])
    expect(await post('')).toEqual([400, 'Empty or invalid json'])
    expect(await post('[1]')).toEqual([400, 'All object keys must match'])
    expect(await post('[{"id":1},{"name":"x"}]')).toEqual([400, 'All object keys must match'])
    expect(await post('<p/>', 'text/html')).toEqual([400, 'Content-Type not acceptable: text/html'])
  })
})
