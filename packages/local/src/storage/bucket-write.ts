import type { Caller, Context } from '../context.ts'
import { readBucketFields } from './bucket-fields.ts'
import { StorageError, noSuchBucket, toStorageError } from './errors.ts'
import { checkBucketName } from './names.ts'

type Body = Readonly<Record<string, unknown>>

/** Supabase refuses deletions past its API; this says that they come from it. */
const DELETING = { 'storage.allow_delete_query': 'true' }

/** Makes a bucket out of a request's body, if policies allow it. Returns its id. */
export async function createBucket(context: Context, caller: Caller, body: Body): Promise<string> {
  const id = typeof body['id'] === 'string' && body['id'] !== '' ? body['id'] : body['name']
  if (typeof id !== 'string') {
    throw new StorageError(400, 'InvalidBucketName', 'Bucket name invalid')
  }
  checkBucketName(id)
  const fields = readBucketFields(body)
  const values = [
    id,
    fields.public ?? false,
    fields.sizeLimit ?? null,
    fields.mimeTypes ?? null,
    typeof caller.claims['sub'] === 'string' ? caller.claims['sub'] : null,
  ]
  await context.db.as(caller, {}, async client => {
    try {
      await client.query(
        `insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, owner_id)
         values ($1, $1, $2, $3, $4, $5)`,
        values,
      )
    } catch (error) {
      const refusal = toStorageError(error)
      if (refusal.code !== 'KeyAlreadyExists') throw error
      throw new StorageError(409, 'BucketAlreadyExists', refusal.message)
    }
  })
  return id
}

/** Changes what a request's body names. Throws `NoSuchBucket` for one that the caller may not change. */
export async function updateBucket(
  context: Context,
  caller: Caller,
  id: string,
  body: Body,
): Promise<void> {
  const fields = readBucketFields(body)
  const { rowCount } = await context.db.as(caller, {}, client =>
    client.query(
      `update storage.buckets set updated_at = now(), public = coalesce($2, public),
         file_size_limit = case when $3::boolean then $4 else file_size_limit end,
         allowed_mime_types = case when $5::boolean then $6 else allowed_mime_types end
       where id = $1`,
      [
        id,
        fields.public ?? null,
        fields.sizeLimit !== undefined,
        fields.sizeLimit ?? null,
        fields.mimeTypes !== undefined,
        fields.mimeTypes ?? null,
      ],
    ),
  )
  if (rowCount === 0) throw noSuchBucket()
}

/** Deletes an empty bucket. Throws `ResourceNotEmpty`, and `NoSuchBucket` as {@link updateBucket} does. */
export async function deleteBucket(context: Context, caller: Caller, id: string): Promise<void> {
  const { rows } = await context.db.query(
    `select exists (select from storage.objects where bucket_id = $1) as used`,
    [id],
  )
  const isUsed = rows[0]?.['used'] === 't'
  const { rowCount } = await context.db.as(caller, DELETING, async client => {
    const seen = await client.query('select from storage.buckets where id = $1', [id])
    if (seen.rows.length === 0) throw noSuchBucket()
    if (isUsed) {
      throw new StorageError(
        409,
        'ResourceNotEmpty',
        'The bucket you tried to delete is not empty: empty it first',
      )
    }
    return client.query('delete from storage.buckets where id = $1', [id])
  })
  if (rowCount === 0) throw noSuchBucket()
}

/**
 * Removes every object of a bucket that the caller sees. Throws `InvalidRequest`, with nothing
 * removed, when one of them may be seen and not deleted.
 */
export async function emptyBucket(context: Context, caller: Caller, id: string): Promise<void> {
  await context.db.as(caller, DELETING, async client => {
    const bucket = await client.query('select from storage.buckets where id = $1', [id])
    if (bucket.rows.length === 0) throw noSuchBucket()
    await client.query('delete from storage.objects where bucket_id = $1', [id])
    const left = await client.query<{ name: string }>(
      'select name from storage.objects where bucket_id = $1 order by name limit 10',
      [id],
    )
    if (left.rows.length === 0) return
    const names = left.rows.map(({ name }) => name).join(', ')
    throw new StorageError(
      409,
      'InvalidRequest',
      `Cannot delete: ${names}, you may have SELECT but not DELETE permissions`,
    )
  })
}
