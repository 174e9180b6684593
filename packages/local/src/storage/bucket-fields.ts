import { tooLarge } from './body.ts'
import { DEFAULT_SIZE_LIMIT } from './buckets.ts'
import { StorageError } from './errors.ts'

type Body = Readonly<Record<string, unknown>>

/** What a request says about a bucket. Null takes a limit away; undefined leaves it as it is. */
export interface BucketFields {
  readonly public: boolean | undefined
  /** Bytes. */
  readonly sizeLimit: number | null | undefined
  readonly mimeTypes: readonly string[] | null | undefined
}

/** Reads the fields that creating and updating a bucket share. Throws `InvalidRequest`, `EntityTooLarge`. */
export function readBucketFields(body: Body): BucketFields {
  refuseOtherKinds(body)
  return {
    public: typeof body['public'] === 'boolean' ? body['public'] : undefined,
    sizeLimit: sizeLimit(body['file_size_limit']),
    mimeTypes: mimeTypes(body['allowed_mime_types']),
  }
}

function refuseOtherKinds(body: Body): void {
  const isStandard = (body['type'] ?? 'STANDARD') === 'STANDARD'
  if (isStandard && body['versioning_status'] !== 'ENABLED') return
  throw new StorageError(
    409,
    'FeatureNotEnabled',
    'Analytics buckets and versions of objects are not part of the local backend: leave type and versioningStatus out',
  )
}

// Decimal, as in Supabase Storage, and not the powers of two that file managers count in.
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 }

function sizeLimit(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return value
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Number(digits) * (UNIT_BYTES[unit?.toLowerCase() ?? ''] ?? Number.NaN)
  if (!Number.isFinite(bytes)) {
    throw new StorageError(
      400,
      'InvalidRequest',
      'Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B',
    )
  }
  if (bytes > DEFAULT_SIZE_LIMIT) throw tooLarge()
  return Math.floor(bytes)
}

function mimeTypes(value: unknown): readonly string[] | null | undefined {
  if (value === undefined || value === null) return value
  if (Array.isArray(value) && value.every(item => typeof item === 'string' && MIME.test(item))) {
    return value
  }
  throw new StorageError(
    400,
    'InvalidRequest',
    'allowed_mime_types must be a list of types such as image/png or image/*',
  )
}

const MIME = /^[\w.+-]+\/(?:[\w.+-]+|\*)$/
