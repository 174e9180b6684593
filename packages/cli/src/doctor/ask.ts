import type { IncomingHttpHeaders } from 'node:http'
import { hideKeys } from '../hide.ts'
import { troubleOf, type Trouble } from './trouble.ts'

/** What came back over HTTP. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The beginning of the body. */
  readonly text: string
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown
  /** Where a redirect leads to, without a query. */
  readonly location: string | undefined
  /** The server's clock, in milliseconds since the epoch; whole seconds. */
  readonly serverTime: number | undefined
  readonly askedAt: number
  readonly answeredAt: number
}

export type Reply =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly trouble: Trouble }

const SHOWN_CHARACTERS = 4000

/** Asks by GET. Never throws, follows no redirect. */
export async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Reply> {
  const askedAt = Date.now()
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { headers, signal, redirect: 'manual' })
    const answeredAt = Date.now()
    const received = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      askedAt,
      answeredAt,
    }
    return { kind: 'answered', answer: readAnswer(received, keysIn(headers)) }
  } catch (error) {
    return { kind: 'failed', trouble: troubleOf(error, url, timeoutMs) }
  }
}

interface Received extends Pick<Answer, 'status' | 'askedAt' | 'answeredAt'> {
  readonly headers: Pick<IncomingHttpHeaders, 'content-type' | 'date' | 'location'>
  readonly body: string
}

/** Reads what came over HTTP, without the keys that it may echo. */
export function readAnswer({ headers, body, ...rest }: Received, keys: readonly string[]): Answer {
  // Before anything is cut: of half a key nobody knows what it is.
  const hide = hideKeys(keys)
  const text = hide(body)
  const serverTime = Date.parse(headers.date ?? '')
  return {
    ...rest,
    contentType: headers['content-type'] ?? '',
    text: text.slice(0, SHOWN_CHARACTERS),
    json: parse(text),
    location: hide(headers.location ?? '').replace(/[?#].*$/s, '') || undefined,
    serverTime: Number.isNaN(serverTime) ? undefined : serverTime,
  }
}

/** The server's own words for people, in whichever field it puts them; undefined where there are none. */
export function wordsOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const fields = json as Readonly<Record<string, unknown>>
  return [fields['message'], fields['msg'], fields['error'], fields['error_description']].find(
    each => typeof each === 'string' && each !== '',
  ) as string | undefined
}

/** The code of an error of PostgREST's or Auth's; undefined where there is none. */
export function codeOf(json: unknown): string | undefined {
  const code = typeof json === 'object' && json !== null && 'code' in json ? json.code : undefined
  return typeof code === 'string' ? code : undefined
}

function keysIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return [headers['apikey'], headers['authorization']?.replace(/^Bearer /, '')].filter(
    key => key !== undefined,
  )
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // A page, or nothing: whoever asked says so.
    return undefined
  }
}
