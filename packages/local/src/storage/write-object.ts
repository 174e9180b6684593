import { createHash, randomUUID } from 'node:crypto'
import type { Caller, Context } from '../context.ts'
import { noSuchKey } from './errors.ts'
import { type ObjectAddress, becomeOwner } from './objects.ts'
import type { Upload } from './upload.ts'

/** How an upload treats an object that is already there, or is not. */
export type WriteMode = 'create' | 'upsert' | 'replace'

// Insert needs only an insert policy, since nothing is returned; the conflict clause makes
// PostgreSQL ask the select and update policies too, as Supabase documents for upserts.
const INSERT = `
  insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)`

const WRITE: Readonly<Record<WriteMode, string>> = {
  create: INSERT,
  upsert: `${INSERT}
    on conflict (bucket_id, name) do update set
      version = excluded.version, metadata = excluded.metadata,
      user_metadata = excluded.user_metadata, owner = excluded.owner, owner_id = excluded.owner_id
    returning id`,
  replace: `
    update storage.objects set
      owner = $4, owner_id = $5, version = $6, metadata = $7::jsonb, user_metadata = $8::jsonb
    where bucket_id = $2 and name = $3 and $1::uuid is not null
    returning id`,
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function metadataOf(context: Context, upload: Upload): string {
  return JSON.stringify({
    eTag: `"${createHash('md5').update(upload.data).digest('hex')}"`,
    size: upload.data.length,
    mimetype: upload.contentType,
    cacheControl: upload.cacheControl,
    lastModified: new Date(context.now()).toISOString(),
    contentLength: upload.data.length,
    httpStatusCode: 200,
  })
}

/**
 * Stores an object if policies let the caller, row and bytes in one transaction. Returns its id.
 * Throws `NoSuchKey` for a `replace` of an object that the caller cannot see or change.
 */
export function writeObject(
  context: Context,
  caller: Caller,
  target: ObjectAddress & { readonly mode: WriteMode },
  upload: Upload,
): Promise<string> {
  const subject = typeof caller.claims['sub'] === 'string' ? caller.claims['sub'] : null
  const newId = randomUUID()
  const values = [
    newId,
    target.bucket,
    target.name,
    subject !== null && UUID.test(subject) ? subject : null,
    subject,
    randomUUID(),
    metadataOf(context, upload),
    upload.userMetadata ?? null,
  ]
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ id: string }>(WRITE[target.mode], values)
    if (target.mode === 'replace' && rows.length === 0) throw noSuchKey()
    const id = rows[0]?.id ?? newId
    await becomeOwner(client)
    await client.query(
      `insert into storage.blobs (object_id, data) values ($1, $2)
       on conflict (object_id) do update set data = excluded.data`,
      [id, upload.data],
    )
    return id
  })
}
