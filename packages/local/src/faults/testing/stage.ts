import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { expect } from 'vitest'
import WebSocket from 'ws'
import { testBackend, type BackendOptions, type LocalBackend } from '../../testing/index.ts'
import type { FaultControl } from '../fault-control.ts'

type Row = Readonly<Record<string, unknown>>

/** A backend with a table of notes that its users share, and one of tasks. */
export interface FaultStage {
  readonly backend: LocalBackend
  readonly faults: FaultControl
  /** An unmodified client of someone new who is signed in. */
  person(): Promise<Person>
  /** An unmodified client that nobody is signed in with. */
  stranger(): SupabaseClient
  /** Asks for a websocket by hand: the answer of who refuses it. */
  knock(): Promise<Refused>
  /** Writes notes as the database's owner, whatever is broken. */
  write(...ids: readonly number[]): Promise<void>
  /** Mends everything and lets the clients go, for the next test. */
  leave(): Promise<void>
  stop(): Promise<void>
}

/** A handshake's answer that is no websocket. */
interface Refused {
  readonly status: number | undefined
  readonly retryAfter: string | undefined
  readonly body: string
}

/** Someone with a client of their own. */
interface Person {
  readonly id: string
  readonly supabase: SupabaseClient
  /** Follows a channel and waits until it is joined and changes flow. */
  readonly follow: (topic?: string, table?: string) => Promise<Heard>
}

/** What one channel's callbacks were told, in order. */
export interface Heard {
  readonly statuses: string[]
  readonly systems: string[]
  /** The ids of the rows that came. */
  readonly ids: number[]
  /** The payloads of the broadcasts that came. */
  readonly broadcasts: unknown[]
  readonly channel: ReturnType<SupabaseClient['channel']>
}

const SQL = `
  create table notes (id int primary key, body text);
  create table tasks (id int primary key, body text);
  grant all on notes, tasks to anon, authenticated;
  alter publication supabase_realtime add table notes, tasks;
  insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true);`

export const SUBSCRIBED = 'Subscribed to PostgreSQL'

export async function openFaultStage(options: BackendOptions = {}): Promise<FaultStage> {
  const backend = await testBackend(options)
  await backend.sql(SQL)
  const clients = new Set<SupabaseClient>()
  const stranger = (): SupabaseClient => {
    const supabase = createClient(backend.url, backend.anonKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      db: { retry: false },
      // Node 20 has no websocket of its own.
      realtime: { transport: WebSocket as never, reconnectAfterMs: () => 20 },
    })
    clients.add(supabase)
    return supabase
  }
  const leave = async (): Promise<void> => {
    backend.faults.reset()
    for (const supabase of clients) await supabase.realtime.disconnect()
    clients.clear()
    await backend.sql('truncate notes, tasks')
  }
  return {
    backend,
    faults: backend.faults,
    stranger,
    person: async () => {
      const supabase = stranger()
      const { data, error } = await supabase.auth.signInAnonymously()
      if (error !== null) throw error
      const follow: Person['follow'] = (topic = 'room', table = 'notes') =>
        followTable(supabase, topic, table)
      return { id: data.user?.id ?? '', supabase, follow }
    },
    knock: () => knockAt(backend),
    write: async (...ids) => {
      for (const id of ids) await backend.sql('insert into notes (id) values ($1)', [id])
    },
    leave,
    stop: async () => {
      await leave()
      await backend.stop()
    },
  }
}

async function followTable(supabase: SupabaseClient, topic: string, table: string): Promise<Heard> {
  const heard = listen(supabase, topic, table)
  await expect.poll(() => heard.systems, { timeout: 10_000 }).toContain(SUBSCRIBED)
  return heard
}

/** Joins a channel without a wait. */
export function listen(supabase: SupabaseClient, topic: string, table = 'notes'): Heard {
  const channel = supabase.channel(topic)
  const heard: Heard = { statuses: [], systems: [], ids: [], broadcasts: [], channel }
  channel
    .on<Row>('postgres_changes', { event: '*', schema: 'public', table }, ({ new: row }) => {
      heard.ids.push((row as { readonly id: number }).id)
    })
    .on('broadcast', { event: 'said' }, ({ payload }) => heard.broadcasts.push(payload))
    .on('system', {}, ({ message }: { message: string }) => heard.systems.push(message))
    .subscribe(status => heard.statuses.push(status))
  return heard
}

function knockAt({ url, anonKey }: LocalBackend): Promise<Refused> {
  return new Promise((resolve, reject) => {
    const address = `${url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${anonKey}&vsn=2.0.0`
    const socket = new WebSocket(address)
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () =>
        resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], body }),
      )
    })
  })
}
