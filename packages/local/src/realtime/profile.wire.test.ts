import { describe, expect, it } from 'vitest'
import { connectRaw, joinFrame } from './testing/raw-client.ts'
import { openStage } from './testing/stage.ts'

const changes = { postgres_changes: [{ event: '*', schema: 'public', table: 'rows' }] }
const table = `create table public.rows (n int primary key);
  alter publication supabase_realtime add table public.rows;`

describe('the pace of the real server', () => {
  it('loses what commits before the first subscription flows, without a word', async () => {
    const stage = await openStage({ profile: 'production', coldStartMs: 200 })
    await stage.sql(table)
    const client = await connectRaw(stage)
    client.send(joinFrame('a', changes))
    await client.event('a', 'phx_reply')
    await stage.sql('insert into rows values (1)')
    await client.event('a', 'system')
    await stage.sql('insert into rows values (2)')
    expect(await client.event('a', 'postgres_changes')).toMatchObject({
      4: { data: { record: { n: 2 } } },
    })
    expect(client.frames.length).toBe(3)
    await stage.close()
  })

  it('tells no more changes than the limit allows, and loses the others without a word', async () => {
    const stage = await openStage({ changesPerSecond: 1, publicationCheckMs: 10 })
    await stage.sql(table)
    const client = await connectRaw(stage)
    client.send(joinFrame('a', changes))
    await client.event('a', 'system')
    await stage.sql('insert into rows select generate_series(1, 61)')
    await client.event('a', 'postgres_changes', 60)
    await stage.sql('insert into rows values (100)')
    // The second system message is proof that the row was passed over.
    await stage.sql(`create table public.late (n int primary key);
      alter publication supabase_realtime add table public.late`)
    await client.event('a', 'system', 1)
    expect(client.frames.length).toBe(2 + 61 + 1)
    await stage.close()
  })

  it('makes every subscription anew when a table is published', async () => {
    const stage = await openStage({ publicationCheckMs: 10 })
    await stage.sql(table)
    const client = await connectRaw(stage)
    client.send(joinFrame('a', { postgres_changes: [{ event: '*', schema: 'public' }] }))
    await client.event('a', 'system')
    await stage.sql(`create table public.late (n int primary key);
      alter publication supabase_realtime add table public.late`)
    expect((await client.event('a', 'system', 1))[4]).toMatchObject({ status: 'ok' })
    await stage.sql('insert into late values (1)')
    expect((await client.event('a', 'postgres_changes'))[4]).toMatchObject({
      data: { table: 'late' },
    })
    await stage.close()
  })
})
