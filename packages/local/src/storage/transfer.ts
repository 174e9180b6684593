import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { StorageError, noSuchKey } from './errors.ts'
import { checkObjectName } from './names.ts'
import { type ObjectAddress, becomeOwner } from './objects.ts'
import { ownerOf, ownerUuid, putRow } from './put-row.ts'

type Body = Readonly<Record<string, unknown>>

/** From where to where an object goes. */
export interface Transfer {
  readonly from: ObjectAddress
  readonly to: ObjectAddress
}

/** Reads the body of a request to move or copy. Throws `InvalidRequest`, `InvalidKey`. */
export function readTransfer(body: Body): Transfer {
  const bucket = text(body, 'bucketId')
  const name = text(body, 'destinationKey')
  checkObjectName(name)
  const destination = body['destinationBucket']
  return {
    from: { bucket, name: text(body, 'sourceKey') },
    to: {
      bucket: typeof destination === 'string' && destination !== '' ? destination : bucket,
      name,
    },
  }
}

function text(body: Body, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new StorageError(400, 'InvalidRequest', `${name} must be text and not empty`)
}

/**
 * Gives an object another name or bucket, if policies let the caller see and update it. Returns its id.
 * Throws `NoSuchKey`, and `KeyAlreadyExists` when there is one already.
 */
export function moveObject(
  context: Context,
  caller: Caller,
  { from, to }: Transfer,
): Promise<string> {
  const owner = ownerOf(caller)
  return context.db.as(caller, {}, async client => {
    const source = await findSource(client, from)
    const { rowCount } = await client.query(
      `update storage.objects set bucket_id = $2, name = $3, version = $4,
         owner = coalesce($5::uuid, owner), owner_id = coalesce($6::text, owner_id)
       where id = $1`,
      [source.id, to.bucket, to.name, randomUUID(), ownerUuid(owner), owner ?? null],
    )
    if (rowCount === 0) throw noSuchKey()
    return source.id
  })
}

/** How to copy. */
export interface CopyOptions {
  /** Whether one that is there already is replaced. */
  readonly upsert: boolean
  /** Undefined takes the source's own over. */
  readonly metadata:
    | {
        readonly cacheControl: string | undefined
        readonly mimetype: string | undefined
        /** A JSON object's text. */
        readonly userMetadata: string | undefined
      }
    | undefined
}

/**
 * Makes a second object with the bytes of the first, if policies let the caller see that and make
 * this. Returns its id. Throws `NoSuchKey`, `KeyAlreadyExists`.
 */
export function copyObject(
  context: Context,
  caller: Caller,
  { from, to }: Transfer,
  { upsert, metadata }: CopyOptions,
): Promise<string> {
  return context.db.as(caller, {}, async client => {
    const source = await findSource(client, from)
    const id = await putRow(client, {
      ...to,
      mode: upsert ? 'upsert' : 'create',
      owner: ownerOf(caller),
      metadata: JSON.stringify({
        ...(JSON.parse(source.metadata ?? '{}') as object),
        lastModified: new Date(context.now()).toISOString(),
        ...(metadata?.cacheControl && { cacheControl: metadata.cacheControl }),
        ...(metadata?.mimetype && { mimetype: metadata.mimetype }),
      }),
      userMetadata: metadata ? metadata.userMetadata : (source.user_metadata ?? undefined),
    })
    if (id === source.id) return id
    await becomeOwner(client)
    await client.query(
      `insert into storage.blobs (object_id, data) select $2, data from storage.blobs where object_id = $1
       on conflict (object_id) do update set data = excluded.data`,
      [source.id, id],
    )
    return id
  })
}

interface SourceRow {
  readonly id: string
  readonly metadata: string | null
  readonly user_metadata: string | null
}

async function findSource(client: PoolClient, address: ObjectAddress): Promise<SourceRow> {
  const { rows } = await client.query<SourceRow>(
    `select id, metadata::text, user_metadata::text from storage.objects
     where bucket_id = $1 and name = $2`,
    [address.bucket, address.name],
  )
  const [row] = rows
  if (row === undefined) throw noSuchKey()
  return row
}
