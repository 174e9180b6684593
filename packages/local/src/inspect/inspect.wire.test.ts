import { get as httpGet } from 'node:http'
import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import type { Activity, Entry } from '../activity/activity.ts'
import { lineOf } from '../activity/line.ts'
import type { SocketView } from '../realtime/watch.ts'
import { testBackend, type LocalBackend } from '../testing/index.ts'
import type { BackendStatus } from './status.ts'
import type { TableView } from './tables.ts'

let backend: LocalBackend
let supabase: SupabaseClient
const heard: Activity[] = []
beforeAll(async () => {
  backend = await testBackend({ activity: activity => heard.push(activity) })
  await backend.sql(`
    create table public.notes (id int primary key, body text);
    alter table public.notes enable row level security;
    create policy everybody on public.notes using (true);
    create table public.plain (id int);
    alter publication supabase_realtime add table public.notes`)
  supabase = createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  })
})
afterAll(async () => {
  await supabase.removeAllChannels()
  await backend.stop()
})

const read = async <T>(path: string, headers: Record<string, string> = {}): Promise<T> =>
  (await fetch(`${backend.url}/_everfresh/${path}`, { headers })).json() as Promise<T>

interface Seen {
  readonly newest: number
  readonly entries: readonly Entry[]
  readonly sockets: readonly SocketView[]
}

const subscribed = async (topic: string): Promise<RealtimeChannel> => {
  const channel = supabase.channel(topic)
  const filter = { event: '*', schema: 'public', table: 'notes', filter: 'id=gt.0' } as const
  const flowing = new Promise(resolve => channel.on('system', {}, resolve))
  channel.on('postgres_changes', filter, () => undefined).subscribe()
  await flowing
  return channel
}

describe('GET /_everfresh/status', () => {
  it('tells a program everything it needs to use the backend', async () => {
    const status = await read<BackendStatus>('status')
    expect(status).toMatchObject({
      name: '@everfresh/local',
      postgres: expect.stringMatching(/^17\./),
      pid: process.pid,
      url: backend.url,
      anonKey: backend.anonKey,
      serviceKey: backend.serviceKey,
      databaseUrl: backend.databaseUrl,
      dataDir: null,
      faults: { isServed: false },
    })
    expect(await backend.status()).toMatchObject({ instance: status.instance })
  })

  it.each([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'evil.example' },
  ])('tells a web site of elsewhere nothing (%j)', async headers => {
    for (const path of ['status', 'tables', 'activity']) {
      const answer = await get(`${backend.url}/_everfresh/${path}`, headers as never)
      expect(answer.status).toBe(403)
      expect(answer.body).not.toContain(backend.serviceKey)
    }
  })
})

describe('GET /_everfresh/tables', () => {
  it('shows row security and publication', async () => {
    const { tables } = await read<{ tables: readonly TableView[] }>('tables')
    expect(tables).toEqual([
      expect.objectContaining({
        table: 'notes',
        hasRowSecurity: true,
        policies: 1,
        isPublished: true,
      }),
      expect.objectContaining({
        table: 'plain',
        hasRowSecurity: false,
        policies: 0,
        isPublished: false,
      }),
    ])
  })
})

describe('GET /_everfresh/activity', () => {
  it('shows a change by its primary key only, and how many channels were told', async () => {
    await read('activity')
    const channel = await subscribed('list')
    const { newest } = await read<Seen>('activity')
    await backend.sql("insert into notes values (7, 'private words'), (-1, 'for nobody')")
    await vi.waitFor(async () => {
      const seen = await read<Seen>(`activity?after=${newest}`)
      const changes = seen.entries.filter(entry => entry.kind === 'change')
      expect(changes).toEqual([
        expect.objectContaining({
          type: 'INSERT',
          table: 'notes',
          key: { id: '7' },
          subscribers: 1,
        }),
        expect.objectContaining({
          type: 'INSERT',
          table: 'notes',
          key: { id: '-1' },
          subscribers: 0,
        }),
      ])
      expect(JSON.stringify(seen)).not.toContain('private words')
    })
    await supabase.removeChannel(channel)
  })

  it('shows who has joined which topic, and what it listens to', async () => {
    const channel = await subscribed('room:1')
    const { sockets } = await read<Seen>('activity')
    expect(sockets.flatMap(socket => socket.channels)).toEqual([
      expect.objectContaining({
        topic: 'room:1',
        isPrivate: false,
        role: 'anon',
        bindings: ['* public.notes id=gt.0'],
      }),
    ])
    await supabase.removeChannel(channel)
  })

  it('shows requests without their query, and no token anywhere', async () => {
    await supabase.from('notes').select().eq('body', 'secret search')
    const text = JSON.stringify(await read<Seen>('activity'))
    expect(text).toContain('"path":"/rest/v1/notes","status":200')
    for (const secret of ['secret search', backend.anonKey]) expect(text).not.toContain(secret)
  })

  it('notes its own questions nowhere', async () => {
    const { newest } = await read<Seen>('activity')
    expect((await read<Seen>('activity')).newest).toBe(newest)
  })
})

describe('the log', () => {
  it('has one line a request, and one for each coming and going of a channel', async () => {
    heard.length = 0
    await supabase.from('notes').select()
    await supabase.removeChannel(await subscribed('room:2'))
    await vi.waitFor(() => {
      const lines = heard.map(lineOf).map(line => line.replaceAll(/\d[\d.]* ms|#\d+/g, '#'))
      expect(lines).toContain('GET     /rest/v1/notes 200 # anon')
      expect(lines).toContain('SOCKET  # joins room:2 anon')
      expect(lines).toContain('SOCKET  # leaves room:2')
    })
  })

  it('keeps a topic that a stranger chose on its line', () => {
    const line = lineOf({
      kind: 'socket',
      event: 'join',
      socket: 1,
      topic: 'a\n\u001B[2Jb\u202E',
      role: 'anon',
      user: null,
    })
    expect(line).toBe('SOCKET  #1 joins a\uFFFD\uFFFD[2Jb\uFFFD anon')
  })
})

/** With headers that `fetch` would not send. */
function get(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpGet(url, { headers }, response => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject)
  })
}
