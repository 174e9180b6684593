import { DatabaseUnavailable, TokenError } from '../context.ts'

/** The codes of Supabase Storage that this backend answers with. */
export type StorageErrorCode =
  | 'AccessDenied'
  | 'BucketAlreadyExists'
  | 'DatabaseTimeout'
  | 'EntityTooLarge'
  | 'FeatureNotEnabled'
  | 'InternalError'
  | 'InvalidBucketName'
  | 'InvalidJWT'
  | 'InvalidKey'
  | 'InvalidMimeType'
  | 'InvalidRange'
  | 'InvalidRequest'
  | 'InvalidSignature'
  | 'KeyAlreadyExists'
  | 'NoSuchBucket'
  | 'NoSuchKey'
  | 'ResourceNotEmpty'

// What the body calls `error` where that is not the code itself.
const LEGACY_NAME: Partial<Record<StorageErrorCode, string>> = {
  AccessDenied: 'Unauthorized',
  BucketAlreadyExists: 'Duplicate',
  EntityTooLarge: 'Payload too large',
  InvalidBucketName: 'Invalid Input',
  InvalidMimeType: 'invalid_mime_type',
  KeyAlreadyExists: 'Duplicate',
  NoSuchBucket: 'Bucket not found',
  NoSuchKey: 'not_found',
}

/** A request to `/storage/v1` that is refused. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  /** What the body says; the response itself is 400 for every error of the client. */
  readonly statusCode: number
  readonly code: StorageErrorCode

  constructor(statusCode: number, code: StorageErrorCode, message: string) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

/** The refusal of a bucket that does not exist or that the caller may not see. */
export function noSuchBucket(): StorageError {
  return new StorageError(404, 'NoSuchBucket', 'Bucket not found')
}

/** The refusal of pictures that are to be resized or converted on the way. */
export function transformationRefused(): StorageError {
  return new StorageError(
    409,
    'FeatureNotEnabled',
    'Image transformation is not part of the local backend: ask for the picture as it is, without transform',
  )
}

/** The refusal of an object that does not exist or that the caller may not see. */
export function noSuchKey(): StorageError {
  return new StorageError(404, 'NoSuchKey', 'Object not found')
}

/**
 * The refusal as Supabase Storage sends it: HTTP 400 whatever the body's `statusCode`, except for
 * failures of the service and for ranges, whose status HTTP clients act upon.
 */
export function errorResponse(error: StorageError): Response {
  const { statusCode, code, message } = error
  const status = statusCode >= 500 || statusCode === 416 ? statusCode : 400
  const body = {
    statusCode: String(statusCode),
    error: LEGACY_NAME[code] ?? code,
    message,
    code,
  }
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}

/** The refusal that `error` stands for; row-level security's own words are kept. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  if (error instanceof TokenError) return new StorageError(403, 'AccessDenied', tokenReason(error))
  if (error instanceof DatabaseUnavailable) {
    const message = 'The database cannot be reached at the moment: try again in a second'
    return new StorageError(503, 'DatabaseTimeout', message)
  }
  const state = stateOf(error)
  if (error instanceof Error && (state === '42501' || isUnknownRole(state, error))) {
    return new StorageError(403, 'AccessDenied', error.message)
  }
  if (state === '23505')
    return new StorageError(409, 'KeyAlreadyExists', 'The resource already exists')
  if (state === '23503') return noSuchBucket()
  if (state.startsWith('22') && error instanceof Error) {
    return new StorageError(400, 'InvalidRequest', error.message)
  }
  return new StorageError(500, 'InternalError', 'The request failed inside the storage service')
}

/** The token names a role that PostgreSQL does not know. */
function isUnknownRole(state: string, { message }: Error): boolean {
  return state === '22023' && /^role ".*" does not exist$/s.test(message)
}

const REASONS: Readonly<Record<TokenError['fault']['code'], string>> = {
  expired: '"exp" claim timestamp check failed',
  'not-yet-valid': '"nbf" claim timestamp check failed',
  claims: 'the claims role and exp are required',
  signature: 'signature verification failed',
  malformed: 'Invalid Compact JWS',
}

/** Why a token was refused, as Supabase Storage says it. */
export function tokenReason(error: TokenError): string {
  return REASONS[error.fault.code]
}
