import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  type Bookmark,
  type RowsChange,
} from '@everfresh/core'
import { manualEnvironment } from '@everfresh/core/testing'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { afterEach, beforeEach } from 'vitest'
import ws from 'ws'
import { everfreshOptions, feedSource, supabaseSessions } from '../src/index.ts'
import { feedProject } from './feed-project.ts'
import { skippingClock, type SkippingClock } from './skipping-clock.ts'

type Table = 'rows' | 'notes'
interface PartChanged {
  readonly type: 'PART'
  readonly table: Table
  /** Undefined: nobody can tell which. */
  readonly part?: unknown
}

/** The whole library as an app uses it, with a feed: some parts of a list on screen, one query each. */
export interface FeedApp {
  readonly client: SupabaseClient
  readonly clock: SkippingClock
  readonly environment: ReturnType<typeof manualEnvironment>
  readonly queryClient: QueryClient
  readonly realtime: ReturnType<typeof createRealtime<PartChanged>>
  readonly trace: ReturnType<typeof createTrace>
  /** Each request to REST, such as `GET rows 7` or `POST changes_since`. */
  readonly requests: string[]
  /** What a part shows. */
  readonly titles: (part: number, table?: Table) => readonly string[] | undefined
  readonly write: (part: number, title: string) => Promise<void>
  readonly userId: () => Promise<string>
}

interface FeedAppOptions {
  /** How many parts are on screen, from 0. Default 1. */
  readonly parts?: number
  readonly lists?: readonly string[]
  /** Of an earlier page, with what its cache held. */
  readonly resumed?: { readonly bookmark: Bookmark | undefined; readonly cache: QueryClient }
  /** Another client than a new one. */
  readonly as?: SupabaseClient
  /** Default: it is a member of `lists`. */
  readonly isMember?: boolean
  /** Stands between it and the network. */
  readonly fetch?: typeof fetch
}

export interface FeedStage {
  readonly backend: LocalBackend
  readonly open: (options?: FeedAppOptions) => Promise<FeedApp>
  /** Writes as another would, in one transaction: [part, title]. */
  readonly commit: (...rows: readonly (readonly [part: number, title: string])[]) => Promise<void>
}

/** A backend with the feed, new for each test of the file. */
export function prepareFeedStage(projectDir: string = feedProject()): FeedStage {
  let backend: LocalBackend
  const closers: (() => void)[] = []
  beforeEach(async () => {
    backend = await testBackend({ projectDir, faults: true })
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) close()
    await backend.stop()
  })
  return {
    get backend() {
      return backend
    },
    open: async options => {
      const { app, close } = await openFeedApp(backend, options ?? {})
      closers.push(close)
      return app
    },
    commit: async (...rows) => {
      const values = rows.map(([part, title]) => `('a', ${part}, '${title}')`).join(', ')
      await backend.sql(`insert into rows (list, part, title) values ${values}`)
    },
  }
}

function connect(backend: LocalBackend, requests: string[], forward: typeof fetch) {
  const environment = manualEnvironment()
  const own = {
    auth: { persistSession: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
    global: {
      fetch: (async (input, init) => {
        const { pathname, searchParams } = new URL(String(input))
        const name = pathname.replace(/^\/rest\/v1\/(rpc\/)?/, '')
        const part = searchParams.get('part')?.replace('eq.', ' ') ?? ''
        if (name !== pathname) requests.push(`${init?.method ?? 'GET'} ${name}${part}`)
        return forward(input, init)
      }) as typeof fetch,
    },
  }
  const { options, reports } = everfreshOptions(own, { environment })
  return { client: createClient(backend.url, backend.anonKey, options), environment, reports }
}

async function openFeedApp(backend: LocalBackend, options: FeedAppOptions) {
  const { parts = 1, lists = ['a'], isMember = true } = options
  const requests: string[] = []
  const { client, environment, reports } = connect(backend, requests, options.fetch ?? fetch)
  const clock = skippingClock()
  const trace = createTrace(clock)
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock, trace })
  const realtime = createRealtime({
    source: feedSource({
      client,
      scopes: () => lists.map(list => `list:${list}`),
      tables: ['rows', 'notes'],
      clock,
    }),
    auth,
    toEvents: (change: RowsChange<Table>): PartChanged[] => {
      const { route, table } = change
      return (
        route?.['part']?.map(part => ({ type: 'PART', table, part })) ?? [{ type: 'PART', table }]
      )
    },
    rules: { PART: ({ part, table }) => [part === undefined ? [table] : [table, part]] },
    families: [
      { key: ['rows'], tables: ['rows'] },
      { key: ['notes'], tables: ['notes'] },
    ],
    windows: { spreadMs: 0 },
    backend: reports,
    clock,
    environment,
    trace,
  })
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity } },
  })
  const keys = (['rows', 'notes'] as const).flatMap(table =>
    Array.from({ length: parts }, (_, part) => [table, part] as const),
  )
  realtime.attach(queryClient.getQueryCache())
  await client.auth.signInAnonymously()
  const userId = async (): Promise<string> => (await client.auth.getUser()).data.user?.id ?? ''
  if (isMember)
    for (const list of lists)
      await backend.sql(`insert into members values ('${list}', '${await userId()}')`)
  realtime.follow('a')
  const unmounts = keys.map(([table, part]) =>
    new QueryObserver(queryClient, {
      queryKey: [table, part],
      queryFn: async () => {
        const { data } = await client
          .from(table)
          .select('title')
          .eq('part', part)
          .order('id')
          .throwOnError()
        return data.map(({ title }) => String(title))
      },
    }).subscribe(() => undefined),
  )
  const app: FeedApp = {
    client,
    clock,
    environment,
    queryClient,
    realtime,
    trace,
    requests,
    userId,
    titles: (part, table = 'rows') => queryClient.getQueryData([table, part]),
    write: async (part, title) => {
      await client.from('rows').insert({ list: 'a', part, title }).throwOnError()
    },
  }
  const close = (): void => {
    for (const unmount of unmounts) unmount()
    realtime.stop()
    auth.stop()
    queryClient.clear()
    void client.removeAllChannels()
    void client.auth.dispose()
  }
  return { app, close }
}
