import type { PostgrestResponse, PostgrestSingleResponse } from '@supabase/supabase-js'

/**
 * What kind of trouble a request met, as far as a person can act on it:
 * `unreachable` no answer at all; `slow` none within the time limit; `unavailable` the backend answered
 * that it cannot work now; `signed-out`; `not-yours` row-level security said no, which is also what a row
 * that was deleted meanwhile looks like; `gone` what it points at was deleted; `refused` a rule of the
 * database, whose own sentence is the message.
 */
type RequestFault =
  | 'unreachable'
  | 'slow'
  | 'unavailable'
  | 'signed-out'
  | 'not-yours'
  | 'gone'
  | 'refused'

interface Failure {
  readonly message: string
  readonly hint?: string | null
  readonly code?: string
}

export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly fault: RequestFault
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  constructor(failure: Failure, status: number) {
    super(failure.message)
    this.status = status
    this.code = failure.code ?? ''
    this.hint = failure.hint ?? undefined
    this.fault = classify(failure, status)
  }
}

/** An error whose message is for people as it is. */
export class ToldError extends Error {
  override readonly name = 'ToldError'
}

const FOREIGN_KEY_VIOLATION = '23503'
const INSUFFICIENT_PRIVILEGE = '42501'

function classify({ message, code }: Failure, status: number): RequestFault {
  if (/^(Timeout|Abort)Error/.test(message)) return 'slow'
  if (status === 0) return 'unreachable'
  if (status === 429 || status >= 500) return 'unavailable'
  if (code === FOREIGN_KEY_VIOLATION) return 'gone'
  if (code === INSUFFICIENT_PRIVILEGE || status === 403) return 'not-yours'
  if (status === 401) return 'signed-out'
  return 'refused'
}

/** The data of an answer. Throws {@link RequestError}. */
export function unwrap<T>(answer: PostgrestSingleResponse<T>): T {
  if (answer.error) throw new RequestError(answer.error, answer.status)
  return answer.data
}

/** The exact count of an answer that was asked for one. Throws {@link RequestError}. */
export function countOf(answer: PostgrestResponse<unknown>): number {
  if (answer.error) throw new RequestError(answer.error, answer.status)
  return answer.count ?? 0
}

const SENTENCES: Record<Exclude<RequestFault, 'refused'>, string> = {
  unreachable: 'The backend cannot be reached. Check the connection, then try again.',
  slow: 'The backend did not answer in time. Try again.',
  unavailable: 'The backend is having trouble right now. Try again in a moment.',
  'signed-out': 'Your session has ended. Reload the page to get a new one.',
  'not-yours': 'This is no longer there, or it belongs to somebody else.',
  gone: 'This was deleted meanwhile.',
}

/** Any error as one or two sentences for a person: what happened and what to do next. */
export function explain(error: unknown): string {
  if (error instanceof ToldError) return error.message
  if (!(error instanceof RequestError)) {
    return `Something unexpected happened: ${error instanceof Error ? error.message : String(error)}`
  }
  if (error.fault !== 'refused') return SENTENCES[error.fault]
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
}

/** Whether the trouble is on the way to the backend or in it, and not in what was asked. */
export function isBackendAway(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false
  return error.fault === 'unreachable' || error.fault === 'slow' || error.fault === 'unavailable'
}
