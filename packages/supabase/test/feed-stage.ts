import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  systemClock,
  type Bookmark,
  type PollOptions,
  type RowsChange,
} from '@everfresh/core'
import { manualEnvironment } from '@everfresh/core/testing'
import { testBackend, type LocalBackend, type TestBackendOptions } from '@everfresh/local/testing'
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { afterEach, beforeEach } from 'vitest'
import ws from 'ws'
import { everfreshOptions, feedSource, supabaseSessions } from '../src/index.ts'
import { feedProject } from './feed-project.ts'
import { soon } from './stage.ts'

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
  readonly environment: ReturnType<typeof manualEnvironment>
  readonly queryClient: QueryClient
  readonly realtime: ReturnType<typeof createRealtime<PartChanged>>
  readonly trace: ReturnType<typeof createTrace>
  /** Each request to REST, such as `GET rows 7` or `POST changes_since`. */
  readonly requests: string[]
  /** What a part shows. */
  readonly titles: (part: number, table?: Table) => readonly string[] | undefined
  readonly write: (part: number, title: string) => Promise<void>
  readonly session: () => Promise<Session>
}

interface Kept {
  readonly bookmark: Bookmark | undefined
  readonly cache: QueryClient
  readonly session: Session
}

interface FeedAppOptions {
  /** How many parts are on screen, from 0. Default 1. */
  readonly parts?: number
  readonly lists?: readonly string[]
  /** What an earlier page kept, and its cache. */
  readonly kept?: Kept
  readonly polling?: Partial<PollOptions>
  /** Default: it is a member of `lists`. */
  readonly isMember?: boolean
}

export interface FeedStage {
  readonly backend: LocalBackend
  readonly open: (options?: FeedAppOptions) => Promise<FeedApp>
  /** Writes as another would, in one transaction: [part, title]. */
  readonly commit: (...rows: readonly (readonly [part: number, title: string])[]) => Promise<void>
}

/** Asks often enough for a test to wait for. */
export const often: Partial<PollOptions> = { visibleMs: 300, driftMs: 300, jitterMs: 0 }

/** A backend with the feed, new for each test of the file. Its PostgreSQL is shared: who kills it starts one of its own. */
export function prepareFeedStage(
  projectDir: string = feedProject(),
  start: (options: TestBackendOptions) => Promise<LocalBackend> = testBackend,
): FeedStage {
  let backend: LocalBackend
  const closers: (() => void)[] = []
  beforeEach(async () => {
    backend = await start({ projectDir, faults: true })
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

function connect(backend: LocalBackend, requests: string[]) {
  const environment = manualEnvironment()
  const own = {
    auth: { persistSession: false },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
    global: {
      fetch: (async (input, init) => {
        const { pathname, searchParams } = new URL(new Request(input, init).url)
        const name = pathname.replace(/^\/rest\/v1\/(rpc\/)?/, '')
        const part = searchParams.get('part')?.replace('eq.', ' ') ?? ''
        if (name !== pathname) requests.push(`${init?.method ?? 'GET'} ${name}${part}`)
        return fetch(input, init)
      }) as typeof fetch,
    },
  }
  const { options, reports } = everfreshOptions(own, { environment, feed: true })
  return { client: createClient(backend.url, backend.anonKey, options), environment, reports }
}

async function openFeedApp(backend: LocalBackend, options: FeedAppOptions) {
  const { parts = 1, lists = ['a'], isMember = true, kept, polling } = options
  const requests: string[] = []
  const { client, environment, reports } = connect(backend, requests)
  const trace = createTrace(systemClock)
  const auth = createAuthStateManager({
    sessions: supabaseSessions(client),
    clock: systemClock,
    trace,
  })
  const realtime = createRealtime({
    source: feedSource({
      client,
      scopes: () => lists.map(list => `list:${list}`),
      tables: ['rows', 'notes'],
    }),
    auth,
    toEvents,
    rules: { PART: ({ part, table }) => [part === undefined ? [table] : [table, part]] },
    families: [
      { key: ['rows'], tables: ['rows'] },
      { key: ['notes'], tables: ['notes'] },
    ],
    windows: { spreadMs: 0 },
    ...(polling && { polling }),
    backend: reports,
    environment,
    trace,
  })
  const queryClient = kept?.cache ?? cache()
  realtime.attach(queryClient.getQueryCache())
  const session = await signIn(client, kept?.session)
  if (isMember) await join(backend, lists, session.user.id)
  if (kept?.bookmark !== undefined) realtime.resume(kept.bookmark)
  realtime.follow('a')
  const unmount = show({ client, queryClient, parts })
  const app: FeedApp = {
    client,
    environment,
    queryClient,
    realtime,
    trace,
    requests,
    session: async () => signIn(client, session),
    titles: (part, table = 'rows') => queryClient.getQueryData([table, part]),
    write: async (part, title) => {
      await client.from('rows').insert({ list: 'a', part, title }).throwOnError()
    },
  }
  const close = (): void => {
    unmount()
    realtime.stop()
    auth.stop()
    queryClient.clear()
    void client.removeAllChannels()
    void client.auth.dispose()
  }
  return { app, close }
}

function toEvents({ route, table }: RowsChange<Table>): readonly PartChanged[] {
  return (
    route?.['part']?.map(part => ({ type: 'PART', table, part }) as const) ?? [
      { type: 'PART', table },
    ]
  )
}

const cache = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })

export async function signIn({ auth }: SupabaseClient, kept?: Session): Promise<Session> {
  const { data } = await (kept === undefined ? auth.signInAnonymously() : auth.setSession(kept))
  if (data.session === null) throw new Error('There is no session.')
  return data.session
}

export async function join(
  backend: LocalBackend,
  lists: readonly string[],
  userId: string,
): Promise<void> {
  for (const list of lists)
    await backend.sql(`insert into members values ('${list}', '${userId}') on conflict do nothing`)
}

export async function readTitles(
  client: SupabaseClient,
  table: Table,
  part: number,
): Promise<readonly string[]> {
  const { data } = await client
    .from(table)
    .select('title')
    .eq('part', part)
    .order('id')
    .throwOnError()
  return data.map(({ title }) => String(title))
}

/** Puts the parts on screen. */
function show({
  client,
  parts,
  queryClient,
}: Pick<FeedApp, 'client' | 'queryClient'> & { readonly parts: number }): () => void {
  const keys = (['rows', 'notes'] as const).flatMap(table =>
    Array.from({ length: parts }, (_, part) => [table, part] as const),
  )
  const unmounts = keys.map(([table, part]) =>
    new QueryObserver(queryClient, {
      queryKey: [table, part],
      queryFn: () => readTitles(client, table, part),
    }).subscribe(() => undefined),
  )
  return () => {
    for (const unmount of unmounts) unmount()
  }
}

export const isLive = ({ realtime }: FeedApp): boolean => realtime.state.current.status === 'live'
export const logOf = ({ realtime }: FeedApp) => realtime.state.current.log

/** What was read since it was at rest, in order of name. */
export const reads = ({ requests }: FeedApp): readonly string[] =>
  requests.filter(request => request.startsWith('GET')).toSorted()

/** Waits until all is shown that there was until now; what is asked for is counted from then on. */
export async function atRest(app: FeedApp): Promise<void> {
  await soon(() => logOf(app)?.status).toBe('trusted')
  await soon(() => app.realtime.state.current.status).toMatch(/live|polling/)
  await app.realtime.settled(Promise.resolve())
  await soon(() => app.queryClient.isFetching()).toBe(0)
  app.requests.splice(0)
}
