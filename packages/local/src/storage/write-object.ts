import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { type ObjectAddress, becomeOwner } from './objects.ts'
import { type ObjectRow, type WriteMode, ownerOf, putRow } from './put-row.ts'
import type { Upload } from './upload.ts'

function metadataOf(context: Context, upload: Upload): string {
  return JSON.stringify({
    eTag: `"${createHash('md5').update(upload.data).digest('hex')}"`,
    size: upload.data.length,
    mimetype: upload.contentType,
    cacheControl: upload.cacheControl,
    ...(upload.contentEncoding === undefined ? {} : { contentEncoding: upload.contentEncoding }),
    lastModified: new Date(context.now()).toISOString(),
    contentLength: upload.data.length,
    httpStatusCode: 200,
  })
}

/** Where an upload goes, and on whose account. */
export type WriteTarget = ObjectAddress & { readonly mode: WriteMode }

/**
 * Stores an object if policies let the caller, row and bytes in one transaction. Returns its id.
 * Throws `NoSuchKey` for a `replace` of an object that the caller cannot see or change.
 */
export function writeObject(
  context: Context,
  caller: Caller,
  target: WriteTarget,
  upload: Upload,
): Promise<string> {
  return context.db.as(caller, {}, async client => {
    const id = await putRow(client, rowOf(context, { ...target, owner: ownerOf(caller) }, upload))
    await becomeOwner(client)
    await storeBytes(client, id, upload)
    return id
  })
}

/** Stores an object without asking policies: they let whoever signed the upload. Returns its id. */
export function writeSignedObject(
  context: Context,
  target: WriteTarget & { readonly owner: string | undefined },
  upload: Upload,
): Promise<string> {
  return context.db.transaction(async client => {
    const id = await putRow(client, rowOf(context, target, upload))
    await storeBytes(client, id, upload)
    return id
  })
}

/** Finds out whether policies let the caller upload there; nothing is kept. Throws their refusal. */
export async function checkUpload(
  context: Context,
  caller: Caller,
  target: WriteTarget,
): Promise<void> {
  await context.db.as(caller, {}, async client => {
    await client.query('savepoint probe')
    await putRow(client, {
      ...target,
      owner: ownerOf(caller),
      metadata: '{}',
      userMetadata: undefined,
    })
    await client.query('rollback to savepoint probe')
  })
}

function rowOf(
  context: Context,
  target: WriteTarget & { readonly owner: string | undefined },
  upload: Upload,
): ObjectRow {
  return { ...target, metadata: metadataOf(context, upload), userMetadata: upload.userMetadata }
}

async function storeBytes(client: PoolClient, id: string, upload: Upload): Promise<void> {
  await client.query(
    `insert into storage.blobs (object_id, data) values ($1, $2)
     on conflict (object_id) do update set data = excluded.data`,
    [id, upload.data],
  )
}
