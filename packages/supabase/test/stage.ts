import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  systemClock,
  type BackendReports,
  type ChangeSource,
  type Clock,
  type Rules,
  type Trace,
} from '@everfresh/core'
import { manualEnvironment, type ManualEnvironment } from '@everfresh/core/testing'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { afterEach, beforeEach, expect } from 'vitest'
import ws from 'ws'
import { everfreshOptions, supabaseSessions, supabaseSource } from '../src/index.ts'

const schema = `
  create table rows (id uuid primary key default gen_random_uuid(), owner uuid not null default auth.uid(), list text not null, title text);
  alter table rows enable row level security;
  create policy own on rows for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
  alter publication supabase_realtime add table rows;
  create policy listen on realtime.messages for select to authenticated using (realtime.topic() in ('list:mine', 'list:ours'));
`

interface RowChanged {
  readonly type: 'ROW'
  readonly list: string
}
const rules: Rules<RowChanged> = { ROW: ({ list }) => [['rows', list]] }

interface Connected {
  readonly client: SupabaseClient
  readonly environment: ManualEnvironment
  /** What came of its requests, where it has `everfreshOptions`. */
  readonly reports?: BackendReports
  /** What went over the socket, such as `push phoenix heartbeat (undefined, 3)`; `dial` for each handshake. */
  readonly frames: readonly string[]
}

export interface App extends Connected {
  readonly realtime: ReturnType<typeof createRealtime<RowChanged>>
  readonly trace: Trace
  readonly titles: () => readonly string[]
  readonly insert: (title: string) => Promise<void>
}

export interface AppOptions {
  readonly topic?: string
  /** Where the backend is reached. Default: directly. */
  readonly url?: string
  /** Where what has this address is reached, when it is read, written or dialled. Default: there. */
  readonly reach?: (address: string, how: 'read' | 'write' | 'dial') => string
  /** The client's own. Default 25000 ms. */
  readonly heartbeatIntervalMs?: number
  /** The client's own, for the answer to a join. Default 10000 ms. */
  readonly timeout?: number
  /** Of the version under test. Default: that of the newest. */
  readonly createClient?: typeof createClient
  /** Whether the client has `everfreshOptions`. Default false: the slower bounds. */
  readonly helped?: boolean
}

export interface Stage {
  /** The backend of the test that runs. */
  readonly backend: LocalBackend
  /** Sets the backend's clock forward. The client's stays. */
  readonly skip: (ms: number) => void
  /** The whole library as an app uses it: one client, one list on screen. */
  readonly open: (options?: AppOptions) => Promise<App>
  /** A client alone, with a session. */
  readonly connect: (options?: AppOptions) => Promise<Connected>
  /** Something to be closed at the end of the test. */
  readonly closing: (close: () => void) => void
}

/** A backend with one table, new for each test of the file. */
export function prepareStage(): Stage {
  let stage: OpenStage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.close())
  return {
    get backend() {
      return stage.backend
    },
    skip: ms => stage.skip(ms),
    open: options => stage.open(options),
    connect: options => stage.connect(options),
    closing: close => stage.closing(close),
  }
}

export interface OpenStage extends Stage {
  readonly close: () => Promise<void>
}

/** A backend with one table, by default one of its own, and whatever is opened on it. */
export async function openStage(own?: LocalBackend): Promise<OpenStage> {
  let skippedMs = 0
  const closers: (() => void)[] = []
  const now = (): number => systemClock.now() + skippedMs
  const backend = own ?? (await testBackend({ tokenLifetimeSeconds: 3600, now }))
  await backend.sql(schema)
  return {
    backend,
    skip: ms => void (skippedMs += ms),
    open: async options => {
      const { app, close } = await openApp(backend, options ?? {})
      closers.push(close)
      return app
    },
    connect: async options => {
      const connected = connect(backend, options ?? {})
      const { client } = connected
      closers.push(() => leave(client))
      await client.auth.signInAnonymously()
      return connected
    },
    closing: close => void closers.push(close),
    close: async () => {
      for (const close of closers.splice(0)) close()
      await backend.stop()
    },
  }
}

function leave(client: SupabaseClient): void {
  void client.removeAllChannels()
  // Older clients have no `dispose`.
  if ('dispose' in client.auth) void client.auth.dispose()
  else void (client as SupabaseClient).auth.stopAutoRefresh()
}

export const sourceOf = (
  client: SupabaseClient,
  topic: string,
  clock: Clock = systemClock,
): ChangeSource =>
  supabaseSource({
    client,
    topic: () => topic,
    tables: () => [{ table: 'rows' }],
    broadcasts: ['ping'],
    clock,
  })

function connect(backend: LocalBackend, options: AppOptions): Connected {
  const { url = backend.url, heartbeatIntervalMs = 25_000, timeout = 10_000 } = options
  const { createClient: create = createClient, helped = false, reach } = options
  const frames: string[] = []
  const environment = manualEnvironment()
  // Node 20 has no WebSocket of its own.
  class Dialled extends ws {
    constructor(address: string, ...more: [] | [string | string[]]) {
      super(reach?.(address, 'dial') ?? address, ...more)
      frames.push('dial')
    }
  }
  const own = {
    auth: { persistSession: false },
    db: { retry: false },
    ...(reach && { global: { fetch: fetching(reach) } }),
    realtime: {
      transport: Dialled as never,
      logger: (kind: string, text: string) => void frames.push(`${kind} ${text}`),
      heartbeatIntervalMs,
      timeout,
    },
  }
  if (!helped) return { client: create(url, backend.anonKey, own), environment, frames }
  const { options: given, reports } = everfreshOptions(own, { environment })
  return { client: create(url, backend.anonKey, given), environment, frames, reports }
}

function fetching(reach: NonNullable<AppOptions['reach']>): typeof fetch {
  return (input, init) => {
    const how = (init?.method ?? 'GET') === 'GET' ? 'read' : 'write'
    const address = input instanceof Request ? input.url : String(input)
    return fetch(reach(address, how), init)
  }
}

async function openApp(backend: LocalBackend, options: AppOptions) {
  const { topic = 'list:mine' } = options
  const { client, environment, frames, reports } = connect(backend, options)
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
    environment,
    trace,
    ...(reports === undefined ? {} : { backend: reports }),
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
  const app: App = {
    client,
    environment,
    ...(reports === undefined ? {} : { reports }),
    realtime,
    trace,
    frames,
    titles: () => observer.getCurrentResult().data ?? [],
    insert: async title => {
      await client.from('rows').insert({ list: 'mine', title }).throwOnError()
    },
  }
  const close = (): void => {
    unmount()
    realtime.stop()
    auth.stop()
    queryClient.clear()
    leave(client)
  }
  return { app, close }
}

/** Waits for something to be so. The limit is generous: it asserts nothing about speed. */
export const soon = (what: () => unknown) => expect.poll(what, { timeout: 40_000, interval: 20 })

export const status = ({ realtime }: App): string => realtime.state.current.status

/** The states that the connection came through. */
export const story = ({ trace }: App): string[] =>
  trace.entries().flatMap(({ part, what }) => (part === 'connection' ? [what] : []))

/** Why it was lost, each time. */
export const causes = ({ trace }: App): unknown[] =>
  trace
    .entries()
    .flatMap(({ part, detail }) =>
      part === 'connection' && 'cause' in detail ? [detail.cause] : [],
    )

/** How many frames begin with these words. */
export const count = ({ frames }: Connected, start: string): number =>
  frames.filter(frame => frame.startsWith(start)).length

export const heartbeatsSent = (app: Connected): number => count(app, 'push phoenix heartbeat')
export const heartbeatsAnswered = (app: Connected): number =>
  count(app, 'receive ok phoenix phx_reply')
export const joinsOf = (app: Connected, topic = 'list:mine'): number =>
  count(app, `push realtime:${topic} phx_join`)

/** The page is hidden and shown again. */
export const wake = ({ environment }: App): void => {
  environment.visible.set(false)
  environment.visible.set(true)
}
