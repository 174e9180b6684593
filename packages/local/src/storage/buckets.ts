import type { Caller, Context } from '../context.ts'
import { StorageError, noSuchBucket } from './errors.ts'

/** Largest object of a bucket that sets no limit, in bytes: the default of the Supabase CLI. */
export const DEFAULT_SIZE_LIMIT: number = 50 * 1024 * 1024

/** What a bucket allows. */
export interface BucketRules {
  readonly public: boolean
  /** Bytes. */
  readonly sizeLimit: number
  /** Undefined allows all. `image/*` allows every image. */
  readonly mimeTypes: readonly string[] | undefined
}

/** The rules of a bucket, read past its policies. Throws `NoSuchBucket`. */
export async function bucketRules(context: Context, id: string): Promise<BucketRules> {
  const { rows } = await context.db.query(
    `select public, file_size_limit, to_json(allowed_mime_types) as mime_types
     from storage.buckets where id = $1`,
    [id],
  )
  const [bucket] = rows
  if (bucket === undefined) throw noSuchBucket()
  const mimeTypes = JSON.parse(bucket['mime_types'] ?? 'null') as readonly string[] | null
  return {
    public: bucket['public'] === 't',
    sizeLimit: Number(bucket['file_size_limit'] ?? DEFAULT_SIZE_LIMIT),
    mimeTypes: mimeTypes ?? undefined,
  }
}

/** SQL for the API's JSON of a row of storage.buckets. */
export const bucketJson = `jsonb_build_object(
  'id', id, 'name', name, 'owner', coalesce(owner_id, owner::text, ''), 'public', public,
  'type', 'STANDARD', 'file_size_limit', file_size_limit, 'allowed_mime_types', allowed_mime_types,
  'created_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updated_at', to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
)`

/** The JSON of one bucket. Throws `NoSuchBucket` when the caller may not see it either. */
export function getBucket(context: Context, caller: Caller, id: string): Promise<string> {
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ json: string }>(
      `select ${bucketJson}::text as json from storage.buckets where id = $1`,
      [id],
    )
    const [row] = rows
    if (row === undefined) throw noSuchBucket()
    return row.json
  })
}

/** Refuses a content type that the bucket does not allow. */
export function checkMimeType(rules: BucketRules, contentType: string): void {
  const [essence = ''] = contentType.toLowerCase().split(';')
  const allowed = rules.mimeTypes?.some(allowedType =>
    allowedType.endsWith('/*')
      ? essence.startsWith(allowedType.slice(0, -1).toLowerCase())
      : essence.trim() === allowedType.toLowerCase(),
  )
  if (allowed === false) {
    throw new StorageError(415, 'InvalidMimeType', `mime type ${contentType} is not supported`)
  }
}
