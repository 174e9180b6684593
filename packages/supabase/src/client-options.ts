import {
  browserEnvironment,
  systemClock,
  systemRandom,
  type BackendReports,
  type Clock,
  type Environment,
  type Random,
} from '@everfresh/core'
import type { SupabaseClientOptions } from '@supabase/supabase-js'
import type { Transport } from './dial.ts'
import { observeFetch } from './fetch-observer.ts'
import { namesOfWrites } from './origin.ts'
import { createTransport } from './transport.ts'

/** The app's own options of `createClient`. */
export type OwnClientOptions = SupabaseClientOptions<string>

/** The options of `createClient` that are added. */
export interface AddedClientOptions<Schema extends string = 'public'> {
  /** The schema is named so that older clients, which know no `retry`, take it for theirs. */
  readonly db: { readonly schema?: Schema; readonly retry: boolean }
  readonly global: { readonly fetch: typeof fetch }
  readonly realtime: {
    readonly transport: Transport
    readonly reconnectAfterMs: (tries: number) => number
  }
}

/** The world of the transport; tests hand in their own. */
export interface EverfreshPorts {
  /** Default: the system's. */
  readonly clock?: Clock
  /** Draws the waits. Default: the system's. */
  readonly random?: Random
  /** Whose signs end a wait. Default: the browser's; where there is no page, no signs. */
  readonly environment?: Environment
}

/** What is asked of `everfreshOptions`, and its world. */
export interface EverfreshSettings extends EverfreshPorts {
  /**
   * For a database with the feed (see `feedSource`): each write to REST carries the header `x-everfresh-origin` with a
   * name of its own, and its report says which, so that what is heard of it again costs no fetch that began after its
   * response. Default false.
   */
  readonly feed?: boolean
}

/** What `everfreshOptions` returns. */
export interface EverfreshOptions<Own extends OwnClientOptions> {
  /** For `createClient(url, key, options)`: your own options, and what Everfresh adds to them. */
  readonly options: Own & AddedClientOptions<SchemaOf<Own>>
  /** What came of each REST request, for `createRealtime({ backend: reports })`. */
  readonly reports: BackendReports
}

type SchemaOf<Own> = Own extends { readonly db: { readonly schema: infer Schema extends string } }
  ? Schema
  : 'public'

/** The transport waits; this only keeps the client from making a socket in the turn that ended the last. */
const RECONNECT_AFTER_MS = 50

/**
 * The options for one Supabase client; call it once for each. It adds to `own`, and replaces nothing but
 * `realtime.reconnectAfterMs`:
 *
 * - `db.retry: false`, unless `own` says otherwise: TanStack Query retries, and two layers multiply.
 * - `global.fetch`: `own`'s, or the global one, observed. Reads go past the HTTP cache; those that get no answer while
 *   a connection is found dead, or the network comes back, are sent again. With `feed: true` each write carries a name.
 * - `realtime.transport`: `own`'s, or the global WebSocket, with a backoff of 1 to 30 s with full jitter,
 *   a limit of 3.5 s on handshakes, and an end to both at `online`, `visible` and after sleep.
 *
 * The client's other options are left alone: sessions, storage, heartbeats, time-outs. Where there is no
 * WebSocket the client is made all the same, and the first channel throws.
 *
 * @example
 * const { options, reports } = everfreshOptions({ auth: { persistSession: true } })
 * const supabase = createClient(url, key, options)
 */
export function everfreshOptions<Own extends OwnClientOptions = Record<never, never>>(
  own?: Own,
  settings: EverfreshSettings = {},
): EverfreshOptions<Own> {
  const { clock, environment, nameWrite, random } = world(settings)
  const observer = observeFetch(clock, own?.global?.fetch, nameWrite)
  // Where websockets are blocked, no socket of ours ever dies to tell.
  environment.online.subscribe(() => {
    if (environment.online.current) observer.doubt()
  })
  const added: AddedClientOptions<string> = {
    db: { retry: false, ...own?.db },
    global: { ...own?.global, fetch: observer.fetch },
    realtime: {
      ...own?.realtime,
      transport: createTransport({
        clock,
        random,
        environment,
        webSocket: own?.realtime?.transport,
        onReturn: observer.doubt,
      }),
      reconnectAfterMs: () => RECONNECT_AFTER_MS,
    },
  }
  return {
    options: { ...own, ...added } as EverfreshOptions<Own>['options'],
    reports: observer.reports,
  }
}

function world({
  clock = systemClock,
  environment = browserEnvironment(clock),
  feed = false,
  random = systemRandom,
}: EverfreshSettings) {
  return { clock, environment, random, nameWrite: feed ? namesOfWrites(random) : undefined }
}
