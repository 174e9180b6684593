import type { Scope, Signal } from '@everfresh/core'
import { manualClock, settle } from '@everfresh/core/testing'
import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import ws from 'ws'
import { feedNoteOf } from './feed-notes.ts'
import { feedSignals, feedSource } from './feed-source.ts'

const ann: Scope = { id: 'p', userId: 'ann' }
const told = {
  cursor: 'c1',
  changes: [],
  complete: true,
  reason: null,
  tables: ['public.tasks', 'private.others'],
  poll_after_ms: null,
  rotate: false,
}
type Answer = (asked: { readonly cursor: string | null }, signal?: AbortSignal) => Promise<Response>

const json = (body: unknown, status = 200): Response => Response.json(body, { status })

/** A feed over a real client, whose database answers as a test says. */
function feed(answer: Answer, scopes: (scope: Scope) => readonly string[] = () => ['list:1']) {
  const asked: string[] = []
  const clock = manualClock()
  const client = createClient('http://127.0.0.1:9', 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
    global: {
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const name = new URL(request.url).pathname.split('/').at(-1)
        const body = (await request.text()) || '{}'
        const { scopes: of, cursor = null } = JSON.parse(body) as Record<string, string | null>
        asked.push(
          name === 'changes_since' ? `since ${String(cursor)} of ${String(of)}` : `${name}`,
        )
        return name === 'changes_since'
          ? answer({ cursor: cursor ?? null }, init?.signal ?? undefined)
          : json('done')
      },
    },
  })
  const source = feedSource({ client, scopes, tables: ['tasks'], clock })
  return {
    asked,
    client,
    clock,
    source,
    since: (cursor?: string) => source.changeLog?.since(ann, cursor),
  }
}

test('F1: it asks for a cursor, and from there on', async () => {
  const { asked, since } = feed(async () => json(told))
  const first = await since()
  expect(first).toEqual({
    type: 'told',
    cursor: expect.any(String) as string,
    complete: true,
    changes: [],
  })
  await since(first?.type === 'told' ? first.cursor : '')
  expect(asked).toEqual(['since null of list:1', 'since c1 of list:1'])
})

test('a cursor that was kept when the app listened to other scopes vouches for nothing', async () => {
  let names = ['list:1']
  const { asked, since } = feed(
    async () => json(told),
    () => names,
  )
  const first = await since()
  names = ['list:1', 'list:2']
  await since(first?.type === 'told' ? first.cursor : '')
  await since('of another time')
  expect(asked).toEqual([
    'since null of list:1',
    'since null of list:1,list:2',
    'since null of list:1,list:2',
  ])
})

test('a table that the feed does not follow is not vouched for, and the answer names it', async () => {
  const { client, since } = feed(async () => json({ ...told, tables: ['private.tasks'] }))
  expect(await since()).toMatchObject({
    type: 'absent',
    message: expect.stringContaining('The feed does not follow tasks: everfresh.track it'),
  })
  expect(feedNoteOf(client)?.failure?.kind).toBe('untracked')
})

test('a cursor that the database cannot read is begun anew, once', async () => {
  const { asked, since } = feed(async ({ cursor }) =>
    cursor === 'c1'
      ? json({ code: '22023', message: 'everfresh: this is no cursor.' }, 400)
      : json(told),
  )
  const first = await since()
  expect(await since(first?.type === 'told' ? first.cursor : '')).toMatchObject({ type: 'told' })
  expect(asked.slice(1)).toEqual(['since c1 of list:1', 'since null of list:1'])
})

test('what other tables and schemas tell of is left out; what is not pushed, says so', async () => {
  const change = {
    scope: 'list:1',
    schema: 'public',
    table: 'tasks',
    operation: 'INSERT',
    origin: null,
    ids: ['1'],
    route: [{}],
    commits: { 7: 1 },
    pushed: false,
  }
  const changes = [change, { ...change, table: 'others' }, { ...change, schema: 'private' }]
  const { since } = feed(async () =>
    json({ ...told, changes, poll_after_ms: 9_000, complete: false, reason: 'too-old' }),
  )
  expect(await since()).toMatchObject({
    complete: false,
    reason: 'too-old',
    pollAfterMs: 9_000,
    changes: [{ change: { kind: 'rows', table: 'tasks', ids: ['1'], route: {} }, pushed: false }],
  })
})

test('F9: what is not this user’s to read is refused; a right that the feed itself lacks is not', async () => {
  const refused = {
    code: '42501',
    message: 'everfresh: there is no such scope',
    details: '["list:1"]',
  }
  expect(await feed(async () => json(refused, 403)).since()).toMatchObject({
    type: 'refused',
    message: expect.stringContaining('list:1') as string,
  })
  const { since } = feed(async () =>
    json(
      { ...refused, details: null, message: 'permission denied for function changes_since' },
      403,
    ),
  )
  await expect(since()).rejects.toThrow('permission denied for function changes_since')
})

test.each<[string, string, unknown, number]>([
  [
    'standby',
    'Ask the primary',
    { code: '55000', message: 'everfresh: this is a standby.', hint: 'Ask the primary.' },
    400,
  ],
  ['unavailable', 'JWT expired', { code: 'PGRST303', message: 'JWT expired' }, 401],
  ['unavailable', 'upstream', 'upstream is down', 503],
])(
  'F4: what keeps it from answering is %s, and said with what to do: %s',
  async (kind, words, body, status) => {
    const { client, since } = feed(async () => json(body, status))
    await expect(since()).rejects.toThrow(words)
    expect(feedNoteOf(client)?.failure?.kind).toBe(kind)
  },
)

test.each<[string, string, unknown, number]>([
  [
    'not-installed',
    'npx everfresh feed init',
    { code: 'PGRST202', message: 'Could not find the function' },
    404,
  ],
  [
    'can-read',
    'docs/feed.md',
    {
      code: '55000',
      message: 'everfresh: everfresh.can_read(scope text) is still the one that lets nobody in.',
      hint: 'docs/feed.md has one',
    },
    400,
  ],
  ['unreadable', 'the same version', null, 200],
  ['unreadable', 'the same version', { ...told, changes: [{}] }, 200],
  ['unreadable', 'the same version', { ...told, cursor: 7 }, 200],
])(
  'F4: a database that has no feed to ask as it is set up (%s) says so, and what to do: %s',
  async (kind, words, body, status) => {
    const { client, since } = feed(async () => json(body, status))
    const message: unknown = expect.stringContaining(words)
    expect(await since()).toEqual({ type: 'absent', message })
    expect(feedNoteOf(client)?.failure?.kind).toBe(kind)
  },
)

test('F4: without a network it rejects, and with no answer for 10 s', async () => {
  await expect(
    feed(() => Promise.reject(new TypeError('Failed to fetch'))).since(),
  ).rejects.toThrow('Failed to fetch')
  let given: AbortSignal | undefined
  const { clock, since } = feed((_, signal) => {
    given = signal
    return new Promise(() => undefined)
  })
  const failed = expect(since()).rejects.toThrow('The feed did not answer within 10 s.')
  await settle()
  clock.advance(10_000)
  await failed
  expect(given?.reason).toMatchObject({ name: 'TimeoutError' })
})

test('the database is helped to tidy up when it says so, once a minute, and nobody waits', async () => {
  const { asked, clock, since } = feed(async () => json({ ...told, rotate: true }))
  await since()
  await since()
  await settle()
  expect(asked.filter(name => name === 'everfresh_rotate')).toHaveLength(1)
  clock.advance(60_000)
  await since()
  await settle()
  expect(asked.filter(name => name === 'everfresh_rotate')).toHaveLength(2)
})

test.each([[[]], ['list:1'], [['']], [[7]], [Array.from({ length: 101 }, (_, n) => `list:${n}`)]])(
  'scopes that the database would refuse are refused in the words of the option: %j',
  async given => {
    const { source } = feed(
      async () => json(told),
      () => given as string[],
    )
    const signals: Signal[] = []
    expect(() => source.open(ann, signal => void signals.push(signal))).toThrow('scopes gave')
    await expect(source.changeLog?.since(ann, undefined)).rejects.toThrow('scopes gave')
  },
)

/** What is told of the signals of the channels of a feed. */
function heard() {
  const { client, clock } = feed(async () => json(told))
  const signals: string[] = []
  const report = ({ type }: Signal): void => void signals.push(type)
  const { hear, stop } = feedSignals({ client, clock, isTold: () => true, report })
  const says = (...given: readonly Signal[]): readonly string[] => {
    for (const signal of given) hear(signal, 'everfresh:list:1')
    return signals.splice(0)
  }
  const nonsense = { kind: 'message', event: 'changes', payload: { xid: 7 } } as const
  const broadcast: Signal = { type: 'change', change: nonsense }
  return { broadcast, clock, says, stop }
}

test('C1: a broadcast that cannot be read proves nothing, but that something was missed', () => {
  const { broadcast, says } = heard()
  expect(says({ type: 'joined' }, broadcast)).toEqual(['joined', 'missed'])
})

test('F6: of broadcasts that cannot be read, however many, the log is asked at once, and then every 5 s at most', () => {
  const { broadcast, clock, says } = heard()
  expect(says(broadcast, broadcast)).toEqual(['missed'])
  clock.advance(4_999)
  expect(says(broadcast, broadcast)).toEqual([])
  clock.advance(1)
  expect(says(broadcast)).toEqual(['missed'])
  clock.advance(5_000)
  expect(says()).toEqual(['missed'])
  clock.advance(60_000)
  expect(says()).toEqual([])
  expect(says(broadcast)).toEqual(['missed'])
})

test('C9: once the scope is closed nothing is told of broadcasts that cannot be read', () => {
  const { broadcast, clock, says, stop } = heard()
  expect(says(broadcast, broadcast)).toEqual(['missed'])
  stop()
  clock.advance(60_000)
  expect(says()).toEqual([])
})

test('W1: making a source touches nothing', () => {
  const { asked, client } = feed(async () => json(told))
  expect([asked, client.realtime.isConnected(), client.getChannels()]).toEqual([[], false, []])
})

test.each([
  [{ client: undefined }, 'client is undefined. It must be an object.'],
  [{ scopes: ['a'] }, 'scopes is object. It must be a function.'],
  [{ tables: 'tasks' }, 'tables is string. It must be an object.'],
])('a source is refused with %o, in a sentence that says what it must be', (wrong, message) => {
  const { client } = feed(async () => json(told))
  expect(() => feedSource({ client, scopes: () => [], tables: [], ...wrong } as never)).toThrow(
    message,
  )
})
