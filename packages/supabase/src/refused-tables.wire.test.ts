import { createAuthStateManager, createRealtime, createTrace, systemClock } from '@everfresh/core'
import { manualEnvironment } from '@everfresh/core/testing'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { prepareStage, soon } from '../test/stage.ts'
import { supabaseSessions, supabaseSource, type TableBinding } from './index.ts'

const stage = prepareStage()

const others = `
  create table others (id uuid primary key default gen_random_uuid(), owner uuid not null default auth.uid(), title text);
  alter table others enable row level security;
  create policy own on others for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
`

const publish = 'alter publication supabase_realtime add table others'

/** Two lists on screen, each of a table of its own. */
async function open(
  tables: readonly TableBinding<'rows' | 'others'>[],
  othersArePublished: boolean,
) {
  await stage.backend.sql(others)
  if (othersArePublished) await stage.backend.sql(publish)
  const { client } = await stage.connect()
  const trace = createTrace(systemClock)
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const realtime = createRealtime({
    source: supabaseSource({ client, topic: () => 'list:mine', tables: () => tables }),
    auth,
    toEvents: change =>
      change.kind === 'row' ? [{ type: 'ROW', table: change.table } as const] : [],
    rules: { ROW: ({ table }) => [[table]] },
    families: [
      { key: ['rows'], tables: ['rows'] },
      { key: ['others'], tables: ['others'] },
    ],
    polling: { visibleMs: 500, jitterMs: 0 },
    environment: manualEnvironment(),
    trace,
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const show = (table: 'rows' | 'others') => {
    const observer = new QueryObserver(queryClient, {
      queryKey: [table],
      queryFn: async () => {
        const { data } = await client.from(table).select('title').throwOnError()
        return data.map(({ title }) => String(title))
      },
    })
    stage.closing(observer.subscribe(() => undefined))
    return () => observer.getCurrentResult().data
  }
  const titles = { rows: show('rows'), others: show('others') }
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('mine')
  stage.closing(() => {
    realtime.stop()
    auth.stop()
    queryClient.clear()
  })
  return {
    realtime,
    titles,
    /** Since it is live; while the refused table is sought everything is polled. */
    polled: () => {
      const entries = trace.entries()
      const live = entries.findLastIndex(({ what }) => what === 'live')
      const polls = entries.slice(live).filter(entry => entry.what === 'poll')
      return new Set(polls.map(({ detail }) => String(detail.key)))
    },
    events: () =>
      trace.entries().flatMap(({ what, detail }) => (what === 'event' ? [detail.event] : [])),
    insert: async (table: 'rows' | 'others', title: string) => {
      const columns = table === 'rows' ? { list: 'mine' } : {}
      // The client would have one literal table.
      await client
        .from(table as 'rows')
        .insert({ ...columns, title })
        .throwOnError()
    },
    channels: () => client.getChannels().length,
  }
}

test('C6: a table that is not published mutes no other; its rows are shown by polling until it is', async () => {
  const app = await open([{ table: 'rows' }, { table: 'others' }], false)
  await soon(() => app.realtime.state.current).toMatchObject({ status: 'live', muted: ['others'] })
  await app.insert('rows', 'pushed')
  await soon(app.titles.rows).toEqual(['pushed'])
  await soon(app.events).toEqual([{ type: 'ROW', table: 'rows' }])

  await app.insert('others', 'polled')
  await soon(app.titles.others).toEqual(['polled'])
  expect(app.events()).toHaveLength(1)
  await soon(app.polled).toEqual(new Set(['others']))

  await stage.backend.sql(publish)
  app.realtime.reconnect()
  await soon(() => app.realtime.state.current).toMatchObject({ status: 'live', muted: [] })
  await app.insert('others', 'pushed too')
  await soon(() => app.events().length).toBe(2)
  await soon(() => app.titles.others()?.toSorted()).toEqual(['polled', 'pushed too'])
  expect(app.channels()).toBe(1)
})

test.each([
  ['that the server cannot read, and blames on no table,', 'title=foo.1'],
  ['on a column that is not there', 'nope=eq.1'],
])('C6: a filter %s mutes its own table only', async (_, filter) => {
  const app = await open([{ table: 'rows' }, { table: 'others', filter }], true)
  await soon(() => app.realtime.state.current).toMatchObject({ status: 'live', muted: ['others'] })
  await app.insert('rows', 'pushed')
  await app.insert('others', 'polled')
  await soon(app.events).toEqual([{ type: 'ROW', table: 'rows' }])
  await soon(app.titles.rows).toEqual(['pushed'])
  await soon(app.titles.others).toEqual(['polled'])
  await soon(app.polled).toEqual(new Set(['others']))
})
