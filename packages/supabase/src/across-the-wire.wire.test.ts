import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  nowhere,
  systemClock,
  type AuthStateManager,
  type ChangeSource,
  type Rules,
  type Trace,
} from '@everfresh/core'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import ws from 'ws'
import { supabaseSessions, supabaseSource } from './index.ts'

const schema = `
  create table rows (id uuid primary key default gen_random_uuid(), owner uuid not null default auth.uid(), list text not null, title text);
  alter table rows enable row level security;
  create policy own on rows for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
  alter publication supabase_realtime add table rows;
  create policy listen on realtime.messages for select to authenticated using (realtime.topic() = 'list:mine');
`

interface RowChanged {
  readonly type: 'ROW'
  readonly list: string
}
const rules: Rules<RowChanged> = { ROW: ({ list }) => [['rows', list]] }

interface App {
  readonly client: SupabaseClient
  readonly auth: AuthStateManager
  readonly realtime: ReturnType<typeof createRealtime<RowChanged>>
  readonly trace: Trace
  readonly titles: () => readonly string[]
  readonly close: () => void
}

let backend: LocalBackend
const closers: (() => void)[] = []

beforeEach(async () => {
  backend = await testBackend({ tokenLifetimeSeconds: 3600 })
  await backend.sql(schema)
})
afterEach(async () => {
  for (const close of closers.splice(0)) close()
  await backend.stop()
})

const sourceOf = (client: SupabaseClient, topic: string): ChangeSource =>
  supabaseSource({
    client,
    topic: () => topic,
    tables: () => [{ table: 'rows' }],
    broadcasts: ['ping'],
  })

/** The whole library as an app uses it: one client, one list on screen. */
async function open(topic = 'list:mine'): Promise<App> {
  const client = createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false },
    db: { retry: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
  })
  const trace = createTrace(systemClock)
  const auth = createAuthStateManager({
    sessions: supabaseSessions(client),
    clock: systemClock,
    trace,
  })
  const realtime = createRealtime<RowChanged>({
    source: sourceOf(client, topic),
    auth,
    toEvents: () => [{ type: 'ROW', list: 'mine' }],
    rules,
    families: [['rows']],
    environment: nowhere,
    trace,
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const observer = new QueryObserver(queryClient, {
    queryKey: ['rows', 'mine'],
    queryFn: async () => {
      const { data } = await client.from('rows').select('title').order('title').throwOnError()
      return data.map(({ title }) => String(title))
    },
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('mine')
  await client.auth.signInAnonymously()
  const unmount = observer.subscribe(() => undefined)
  const close = (): void => {
    unmount()
    realtime.stop()
    auth.stop()
    queryClient.clear()
    void client.removeAllChannels()
    void client.auth.dispose()
  }
  closers.push(close)
  return {
    client,
    auth,
    realtime,
    trace,
    titles: () => observer.getCurrentResult().data ?? [],
    close,
  }
}

/** Waits for something to be so. The limit is generous: it asserts nothing about speed. */
const soon = (what: () => unknown) => expect.poll(what, { timeout: 40_000, interval: 20 })

const status = ({ realtime }: App): string => realtime.state.current.status
const story = ({ trace }: App): string[] =>
  trace.entries().flatMap(({ part, what }) => (part === 'connection' ? [what] : []))
const causes = ({ trace }: App): unknown[] =>
  trace.entries().flatMap(({ detail }) => ('cause' in detail ? [detail['cause']] : []))
const insert = async (app: App, title: string): Promise<void> => {
  await app.client.from('rows').insert({ list: 'mine', title }).throwOnError()
}

test('C1: it is live once the database subscription is proved, and a change is then shown', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  await insert(app, 'one')
  await soon(app.titles).toEqual(['one'])
  expect(story(app)).toEqual(['joining', 'live'])
})

test('two people see their own rows only', async () => {
  const [ann, ben] = [await open(), await open()]
  await soon(() => [status(ann), status(ben)]).toEqual(['live', 'live'])
  await insert(ann, 'of ann')
  await insert(ben, 'of ben')
  await soon(ann.titles).toEqual(['of ann'])
  await soon(ben.titles).toEqual(['of ben'])
  const heard = ({ trace }: App) => trace.entries().filter(({ what }) => what === 'event').length
  expect([heard(ann), heard(ben)]).toEqual([1, 1])
})

test('C3, C4: a cut connection is noticed at once; what was missed is shown on the return to live', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  backend.faults.set({ realtime: 'off' })
  await soon(() => causes(app)).toEqual(['socket-closed'])
  await insert(app, 'missed')
  backend.faults.set({ realtime: 'on' })
  await soon(() => status(app)).toBe('live')
  await soon(app.titles).toEqual(['missed'])
  const after = app.trace
    .entries()
    .slice(-20)
    .map(({ what }) => what)
  expect(after.lastIndexOf('catch-up')).toBeGreaterThan(after.indexOf('rejoining'))
})

test('P1: while realtime is off, a new row is shown by polling', async () => {
  backend.faults.set({ realtime: 'off' })
  const app = await open()
  await soon(() => app.trace.entries().some(({ what }) => what === 'poll')).toBe(true)
  await insert(app, 'polled')
  await soon(app.titles).toEqual(['polled'])
  expect(status(app)).not.toBe('live')
})

test('a restarting server is named as such, and the client’s own rejoin is enough', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  backend.faults.dropSockets(1012)
  await soon(() => causes(app)).toContain('server-restarting')
  await soon(() => status(app)).toBe('live')
  expect(story(app)).toEqual(['joining', 'live', 'rejoining', 'joining', 'live'])
})

test('a topic that the policies refuse is not tried over and over', async () => {
  const app = await open('list:of-somebody-else')
  await soon(() => app.realtime.state.current.cause?.code).toBe('unauthorized')
  expect(status(app)).toBe('polling')
  expect(story(app)).toEqual(['joining', 'waiting'])
})

test('a table that is not published is named as the reason, and polling carries on', async () => {
  await backend.sql('alter publication supabase_realtime drop table rows')
  const app = await open()
  await soon(() => app.realtime.state.current.cause?.code).toBe('misconfigured')
  expect(app.realtime.state.current.cause?.message).toContain('supabase_realtime')
  await insert(app, 'polled')
  await soon(app.titles).toEqual(['polled'])
})

test('A4: a sign-out leaves no channel behind', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  await app.client.auth.signOut()
  await soon(() => status(app)).toBe('waiting-auth')
  expect(app.client.getChannels()).toEqual([])
})

test('A3: a refreshed token keeps the channel', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  await app.client.auth.refreshSession()
  await insert(app, 'after')
  await soon(app.titles).toEqual(['after'])
  expect(story(app)).toEqual(['joining', 'live'])
})

test('a broadcast of the database on the same channel is heard', async () => {
  const app = await open()
  await soon(() => status(app)).toBe('live')
  await backend.sql(`select realtime.send('{"id":1}', 'ping', 'list:mine', true)`)
  await soon(() => app.trace.entries().some(({ what }) => what === 'event')).toBe(true)
})
