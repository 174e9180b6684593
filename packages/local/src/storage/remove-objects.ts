import type { Caller, Context } from '../context.ts'
import { noSuchKey } from './errors.ts'
import type { ObjectAddress } from './objects.ts'

const REMOVE = `
  delete from storage.objects where bucket_id = $1 and name = any($2::text[])
  returning jsonb_build_object(
    'id', id, 'name', name, 'bucket_id', bucket_id, 'owner', owner, 'owner_id', owner_id,
    'version', version, 'metadata', metadata, 'user_metadata', user_metadata,
    'created_at', created_at, 'updated_at', updated_at, 'last_accessed_at', last_accessed_at
  )::text as json`

/** Removes those of the objects that policies let the caller see and delete. Returns the JSON of their rows. */
export function removeObjects(
  context: Context,
  caller: Caller,
  bucket: string,
  names: readonly string[],
): Promise<string> {
  return context.db.as(caller, { 'storage.allow_delete_query': 'true' }, async client => {
    const { rows } = await client.query<{ json: string }>(REMOVE, [bucket, [...names]])
    return `[${rows.map(row => row.json).join(',')}]`
  })
}

/** Removes one object. Throws `NoSuchKey` for one that policies do not let the caller see and delete. */
export async function removeObject(
  context: Context,
  caller: Caller,
  { bucket, name }: ObjectAddress,
): Promise<void> {
  const removed = await removeObjects(context, caller, bucket, [name])
  if (removed === '[]') throw noSuchKey()
}
