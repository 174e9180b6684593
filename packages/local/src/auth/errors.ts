import { DatabaseUnavailable } from '../context.ts'

/** The codes of Supabase Auth that this backend answers with. */
export type AuthErrorCode =
  | 'anonymous_provider_disabled'
  | 'bad_json'
  | 'bad_jwt'
  | 'email_exists'
  | 'email_not_confirmed'
  | 'email_provider_disabled'
  | 'invalid_credentials'
  | 'manual_linking_disabled'
  | 'mfa_totp_enroll_not_enabled'
  | 'no_authorization'
  | 'not_admin'
  | 'not_found'
  | 'otp_disabled'
  | 'phone_provider_disabled'
  | 'provider_disabled'
  | 'refresh_token_already_used'
  | 'refresh_token_not_found'
  | 'request_too_large'
  | 'same_password'
  | 'saml_provider_disabled'
  | 'session_expired'
  | 'session_not_found'
  | 'signup_disabled'
  | 'unexpected_failure'
  | 'user_already_exists'
  | 'user_banned'
  | 'user_not_found'
  | 'validation_failed'
  | 'weak_password'

/** A request to `/auth/v1` that is refused, with the answer it gets. */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly status: number
  readonly code: AuthErrorCode
  /** Fields of the body beside `code` and `message`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: AuthErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

const VERSION_HEADER = 'X-Supabase-Api-Version'

/** The version of the error format in which supabase-js reads `code` from the body. */
const API_VERSION = '2024-01-01'

/** Whether the client knows {@link API_VERSION}: later versions fall back to it, dates being text in order. */
function knowsVersion(asked: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(asked) && asked >= API_VERSION
}

/**
 * The refusal as Supabase Auth sends it: in the form of 2024 to a client that names that version or a
 * later one, in the first form to every other.
 */
export function errorResponse(error: AuthError, asked: Headers): Response {
  const { status, code, message, details } = error
  const shared = { status, headers: new Headers({ 'x-sb-error-code': code }) }
  if (!knowsVersion(asked.get(VERSION_HEADER) ?? '')) {
    return Response.json({ code: status, error_code: code, msg: message, ...details }, shared)
  }
  shared.headers.set(VERSION_HEADER, API_VERSION)
  return Response.json({ code, message, ...details }, shared)
}

const SQLSTATE = /^[0-9A-Z]{5}$/

/** The SQLSTATE of an error that came from PostgreSQL; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return undefined
  }
  return SQLSTATE.test(error.code) ? error.code : undefined
}

/**
 * Whether a text held what no text or jsonb can hold: a NUL (untranslatable_character,
 * character_not_in_repertoire) or half a surrogate pair, which is no JSON to PostgreSQL.
 */
function isUnstorable(error: unknown): boolean {
  const state = sqlState(error)
  if (state === '22P02') return error instanceof Error && error.message.endsWith('type json')
  return state === '22P05' || state === '22021'
}

/**
 * The refusal that `error` stands for. Of a database that is away it is a 503, which supabase-js takes
 * for a fault of the moment, without ending the session; of anything unforeseen a 500.
 */
export function toAuthError(error: unknown): AuthError {
  if (error instanceof AuthError) return error
  if (error instanceof DatabaseUnavailable) {
    const message = 'The database cannot be reached at the moment: try again in a second'
    return new AuthError(503, 'unexpected_failure', message)
  }
  if (isUnstorable(error)) {
    return new AuthError(
      400,
      'validation_failed',
      'Text must not contain NUL characters or halves of surrogate pairs',
    )
  }
  return new AuthError(500, 'unexpected_failure', 'The request failed inside the auth service')
}
