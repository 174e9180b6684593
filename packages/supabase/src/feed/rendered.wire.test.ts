import type { Bookmark } from '@everfresh/core'
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js'
import { dehydrate, hydrate, QueryClient, type DehydratedState } from '@tanstack/query-core'
import { afterEach, expect, test } from 'vitest'
import ws from 'ws'
import {
  atRest,
  isLive,
  join,
  logOf,
  prepareFeedStage,
  reads,
  readTitles,
  signIn,
} from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'
import { feedSource } from './feed-source.ts'

const stage = prepareFeedStage()
const PARTS = 4
const all = (['notes', 'rows'] as const).flatMap(table =>
  Array.from({ length: PARTS }, (_, part) => `GET ${table} ${part}`),
)

let servers: SupabaseClient[] = []
afterEach(() => {
  for (const { auth } of servers) void auth.dispose()
  servers = []
})

interface Rendered {
  /** What stands in the page, as text. */
  readonly html: string
  /** What the browser has in a cookie. */
  readonly session: Session
}

/** A server renders the list of somebody new, as docs/feed.md says: the bookmark comes before the first query. */
async function render(): Promise<Rendered> {
  const { backend } = stage
  const client = createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false },
    realtime: { transport: ws as never },
  })
  servers.push(client)
  const session = await signIn(client)
  const userId = session.user.id
  await join(backend, ['a'], userId)
  const { changeLog } = feedSource({
    client,
    scopes: ({ id }) => [`list:${id}`],
    tables: ['rows', 'notes'],
  })
  const answer = await changeLog?.since({ id: 'a', userId }, undefined)
  if (answer?.type !== 'told') throw new Error('The feed has no answer.')
  const bookmark: Bookmark = { scopeId: 'a', userId, cursor: answer.cursor }
  const queryClient = new QueryClient()
  for (const table of ['rows', 'notes'] as const)
    for (let part = 0; part < PARTS; part += 1)
      await queryClient.prefetchQuery({
        queryKey: [table, part],
        queryFn: () => readTitles(client, table, part),
      })
  const html = JSON.stringify({ state: dehydrate(queryClient), bookmark })
  queryClient.clear()
  return { html, session }
}

interface Parsed {
  readonly state: DehydratedState
  readonly bookmark: Bookmark
}

/** The browser takes over what the server rendered. */
async function open({ html, session }: Rendered, alter: (bookmark: Bookmark) => Bookmark = b => b) {
  const { state, bookmark } = JSON.parse(html) as Parsed
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  hydrate(cache, state)
  return stage.open({
    parts: PARTS,
    kept: { bookmark: alter(bookmark), cache, session },
  })
}

test('F12: of what a server rendered the browser fetches only what changed since', async () => {
  await stage.commit([1, 'from before'])
  const rendered = await render()
  await stage.commit([2, 'meanwhile'])
  const app = await open(rendered)
  expect(app.titles(1)).toEqual(['from before'])
  await soon(() => isLive(app)).toBe(true)
  await soon(() => app.titles(2)).toEqual(['meanwhile'])
  await app.realtime.settled(Promise.resolve())
  expect(reads(app)).toEqual(['GET rows 2'])
})

test.each<readonly [string, (bookmark: Bookmark) => Bookmark]>([
  [
    'of another user',
    bookmark => ({ ...bookmark, userId: 'f5b0f0c0-0000-4000-8000-000000000000' }),
  ],
  ['of another list', bookmark => ({ ...bookmark, scopeId: 'b' })],
  [
    'of another database',
    ({ cursor, ...rest }) => ({ ...rest, cursor: cursor.replace(/\d+/g, '7') }),
  ],
  ['that is no cursor', bookmark => ({ ...bookmark, cursor: "'; drop table rows; --" })],
  ['that is empty', bookmark => ({ ...bookmark, cursor: '' })],
])('F12: for a bookmark %s everything is fetched, once', async (_, alter) => {
  const rendered = await render()
  await stage.commit([2, 'meanwhile'])
  const app = await open(rendered, alter)
  await soon(() => [isLive(app), logOf(app)?.status]).toEqual([true, 'trusted'])
  await soon(() => app.titles(2)).toEqual(['meanwhile'])
  await app.realtime.settled(Promise.resolve())
  expect(reads(app)).toEqual(all)
  await atRest(app)
  await stage.commit([3, 'live'])
  await soon(() => app.titles(3)).toEqual(['live'])
})
