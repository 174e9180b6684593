import {
  createListeners,
  reportOfStatus,
  type BackendReport,
  type BackendReports,
  type Clock,
} from '@everfresh/core'
import type { NamedWrite, NameWrite } from './origin.ts'
import { createResender } from './resend.ts'

type Fetch = typeof fetch

export interface FetchObserver {
  /** Takes the place of `fetch` in the client's options. */
  readonly fetch: Fetch
  readonly reports: BackendReports
  /** The network was gone and is back: reads that get no answer are sent again. */
  readonly doubt: () => void
}

/**
 * The service of Supabase that an address belongs to: the first `<service>/v1` in its path. Only REST
 * counts as the backend that the queries read: auth has its own outages (and its own retries), pictures
 * may be missing while rows are there, and what an edge function answers is the app's own affair.
 */
export const isRest = (address: string): boolean =>
  /^[^?#]*?\/(rest|auth|storage|functions|realtime|graphql)\/v1\//.exec(address)?.[1] === 'rest'

/**
 * A `fetch` that does what `inner` does, or the global one found at each call, and tells what came of
 * each REST request: the client keeps status and headers to itself. Reads are asked for past the HTTP
 * cache, since a refetch is made because something changed, and come when all of the body is there (the `url` of such a
 * response is empty): a connection may die in the middle of one. Bodies are not kept. `nameWrite` names the writes, for
 * who hears of them again.
 */
export function observeFetch(clock: Clock, inner?: Fetch, nameWrite?: NameWrite): FetchObserver {
  const { add, tell } = createListeners<[BackendReport]>()
  const { doubt, read } = createResender(clock)
  return {
    doubt,
    reports: { subscribe: add },
    fetch: async (input, init) => {
      const forward = inner ?? fetch
      const address = addressOf(input)
      if (!isRest(address)) return forward(input, init)
      const isRead = isReading(input, init) || isQuestion(input)
      const named = isRead ? undefined : nameWrite?.(address, input, init)
      try {
        const response = isRead
          ? await read(
              async signal => forward(input, { cache: 'no-store', ...init, signal }),
              signalOf(input, init),
            )
          : await forward(input, named?.init ?? init)
        tell(withName(reportOf(response, clock.now()), named))
        return response
      } catch (error) {
        if (!isAbort(error, signalOf(input, init))) tell({ type: 'failed' })
        throw error
      }
    },
  }
}

function reportOf({ status, headers }: Response, now: number): BackendReport {
  const report = reportOfStatus(status)
  if (report.type !== 'failed') return report
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), now)
  return retryAfterMs === undefined ? report : { ...report, retryAfterMs }
}

function withName(report: BackendReport, named: NamedWrite | undefined): BackendReport {
  return named !== undefined && report.type === 'answered'
    ? { ...report, wrote: named.wrote }
    : report
}

/** Whole seconds or a date (RFC 9110, 10.2.3), in ms from now; undefined for anything else. */
function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

function isReading(input: RequestInfo | URL, init: RequestInit | undefined): boolean {
  const method = init?.method ?? (isRequest(input) ? input.method : 'GET')
  return method === 'GET' || method === 'HEAD'
}

/** A question to the feed: a POST, since a cursor may be longer than an address, that may be sent twice all the same. */
function isQuestion(input: RequestInfo | URL): boolean {
  // The body of a Request can be sent only once.
  return !isRequest(input) && String(input).endsWith('/rest/v1/rpc/changes_since')
}

/** Given up by whoever asked, which says nothing about the backend; a time-out of theirs does. */
function isAbort(error: unknown, signal: AbortSignal | null | undefined): boolean {
  const name = nameOf(signal?.aborted === true ? signal.reason : error)
  return name !== 'TimeoutError' && (name === 'AbortError' || signal?.aborted === true)
}

const isRequest = (input: RequestInfo | URL): input is Request =>
  typeof input === 'object' && 'url' in input

const addressOf = (input: RequestInfo | URL): string =>
  isRequest(input) ? input.url : String(input)

const signalOf = (input: RequestInfo | URL, init: RequestInit | undefined) =>
  init?.signal ?? (isRequest(input) ? input.signal : undefined)

const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined
