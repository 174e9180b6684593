import { afterAll, beforeAll, expect, it } from 'vitest'
import { stranger } from './testing/clients.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

const SQL = `
  create sequence calls;
  grant usage on sequence calls to anon;
  create function refuse(code text) returns int language plpgsql as $$
    begin
      perform nextval('calls');
      raise exception 'no' using errcode = code;
    end $$;
  create table parcels (id int primary key, weight int);
  insert into parcels values (1, 5), (2, 7);
  grant select on parcels to anon;`

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(SQL)
})
afterAll(() => rest.stop())

it('a function that refuses is called once for each request, whatever code it refuses with', async () => {
  const supabase = stranger(rest)
  const codes = ['22023', '42883', '0A000', 'P0001']
  for (const code of codes) {
    for (const _time of [1, 2, 3, 4]) {
      const { error } = await supabase.rpc('refuse', { code })
      expect(error?.code).toBe(code)
    }
  }
  const { rows } = await rest.db.query('select last_value from calls')
  expect(rows[0]?.['last_value']).toBe(String(codes.length * 4))
})

it('a statement that came often is right after a column got another type', async () => {
  const supabase = stranger(rest)
  const heavy = (weight: string | number) => supabase.from('parcels').select().eq('weight', weight)
  for (const _time of [1, 2, 3]) expect((await heavy(5)).data).toEqual([{ id: 1, weight: 5 }])
  await rest.db.query('alter table parcels alter weight type text')
  for (const _time of [1, 2, 3]) {
    expect((await heavy(5)).data).toEqual([{ id: 1, weight: '5' }])
    expect((await heavy('heavy')).data).toEqual([])
  }
  await rest.db.query('alter table parcels alter weight type bigint using weight::bigint')
  for (const _time of [1, 2, 3]) expect((await heavy(7)).data).toEqual([{ id: 2, weight: 7 }])
})
