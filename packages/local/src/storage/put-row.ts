import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Caller } from '../context.ts'
import { noSuchKey } from './errors.ts'
import type { ObjectAddress } from './objects.ts'

/** How a write treats an object that is already there, or is not. */
export type WriteMode = 'create' | 'upsert' | 'replace'

/** The row of an object that is written. */
export interface ObjectRow extends ObjectAddress {
  readonly mode: WriteMode
  /** Whoever asked, by the `sub` of the token; undefined for nobody. */
  readonly owner: string | undefined
  /** JSON texts. */
  readonly metadata: string
  readonly userMetadata: string | undefined
}

/** The `sub` of a caller's token, which owns what the caller writes. */
export function ownerOf({ claims }: Caller): string | undefined {
  return typeof claims['sub'] === 'string' ? claims['sub'] : undefined
}

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

/** A user's id as the column `owner` takes it; null for any other text. */
export function ownerUuid(owner: string | undefined): string | null {
  return owner !== undefined && UUID.test(owner) ? owner : null
}

/**
 * Writes an object's row as whoever the transaction runs as. Returns its id. Throws `NoSuchKey` for a
 * `replace` of an object that is not to be seen or changed; PostgreSQL's refusals pass.
 */
export async function putRow(client: PoolClient, row: ObjectRow): Promise<string> {
  const newId = randomUUID()
  const values = [
    newId,
    row.bucket,
    row.name,
    ownerUuid(row.owner),
    row.owner ?? null,
    randomUUID(),
    row.metadata,
    row.userMetadata ?? null,
  ]
  const { rows } = await client.query<{ id: string }>(WRITE[row.mode], values)
  if (row.mode === 'replace' && rows.length === 0) throw noSuchKey()
  return rows[0]?.id ?? newId
}
