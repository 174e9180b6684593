import { createClient, type SupabaseClient } from '@supabase/supabase-js'
// The page that is measured: a list of rows, kept in step in one of two ways.
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { type ReactNode, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import {
  createAuthStateManager,
  createRealtime,
  systemClock,
  type ChangeSource,
} from '../../packages/core/dist/index.js'
import { RealtimeProvider, useRealtime } from '../../packages/react/dist/index.js'
import {
  everfreshOptions,
  feedSource,
  supabaseSessions,
  supabaseSource,
} from '../../packages/supabase/dist/index.js'
import { fixedWindow } from '../lib/fixed-window.mjs'

interface Shown {
  readonly version: number
  /** Milliseconds since the epoch, by the clock of the machine. */
  readonly at: number
}

declare global {
  interface Window {
    /** What the driver reads: who is signed in, whether changes flow, and when each version was in the page. */
    bench: { userId: string; isLive: boolean; shown: Shown[] }
  }
}

window.bench = { userId: '', isLive: false, shown: [] }

const address = new URL(location.href).searchParams
const list = address.get('list') ?? ''
/** `everfresh`, with changes from postgres_changes or (`feed`) from the feed; or `fixed`, without it. */
const router = address.get('router')
const url = address.get('url') ?? ''
const key = address.get('key') ?? ''
const queryClient = new QueryClient()

function Rows({ client }: { readonly client: SupabaseClient }): ReactNode {
  const { data } = useQuery({
    queryKey: ['list', list],
    queryFn: async () => {
      const asked = client.from('rows').select('id, version').eq('list', list).order('id')
      return (await asked.throwOnError()).data ?? []
    },
  })
  const version = Math.max(-1, ...(data ?? []).map(row => Number(row.version)))
  // React has changed the page when it calls this, in the same task.
  useLayoutEffect(() => {
    window.bench.shown.push({ version, at: Date.now() })
  }, [version])
  return (
    <ul>
      {data?.map(row => (
        <li key={row.id}>{row.version}</li>
      ))}
    </ul>
  )
}

/** As the guide has it. */
async function withEverfresh(): Promise<ReactNode> {
  const { options, reports } = everfreshOptions({ auth: { persistSession: false } })
  const client = createClient(url, key, options)
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const realtime = createRealtime({
    auth,
    backend: reports,
    source: sourceOf(client),
    toEvents: () => [{ type: 'LIST' as const }],
    rules: { LIST: () => [['list', list]] },
    families: [['list']],
  })
  await signIn(client)
  return (
    <RealtimeProvider realtime={realtime} scope={list}>
      <Live />
      <Rows client={client} />
    </RealtimeProvider>
  )
}

function sourceOf(client: SupabaseClient): ChangeSource {
  const topic = (): string => `list:${list}`
  if (router === 'feed') return feedSource({ client, scopes: () => [topic()], tables: ['rows'] })
  const tables = (): [{ table: 'rows'; filter: string }] => [
    { table: 'rows', filter: `list=eq.${list}` },
  ]
  return supabaseSource({ client, private: false, topic, tables })
}

function Live(): ReactNode {
  const { status } = useRealtime()
  useLayoutEffect(() => {
    window.bench.isLive = status === 'live'
  }, [status])
  return <p>{status}</p>
}

/** As apps write it themselves: one channel, and a router that gathers for 500 ms. */
async function withFixedWindow(): Promise<ReactNode> {
  const client = createClient(url, key, { auth: { persistSession: false } })
  const router = fixedWindow({ clock: systemClock, queryClient })
  await signIn(client)
  const rows = { event: '*', schema: 'public', table: 'rows', filter: `list=eq.${list}` } as const
  client
    .channel(`list:${list}`)
    .on('postgres_changes', rows, () => router.hear(list))
    .on('system', {}, ({ status }: { status: string }) => {
      window.bench.isLive = status === 'ok'
    })
    .subscribe()
  return <Rows client={client} />
}

async function signIn(client: SupabaseClient): Promise<void> {
  const { data, error } = await client.auth.signInAnonymously()
  if (error) throw error
  window.bench.userId = data.user?.id ?? ''
}

const app = router === 'fixed' ? withFixedWindow() : withEverfresh()
createRoot(document.querySelector('#root') ?? document.body).render(
  <QueryClientProvider client={queryClient}>{await app}</QueryClientProvider>,
)
