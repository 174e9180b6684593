import type { PoolClient } from 'pg'

/** Where an object is. */
export interface ObjectAddress {
  readonly bucket: string
  readonly name: string
}

/** Policies have decided; for the rest of the transaction the bytes are in reach. */
export async function becomeOwner(client: PoolClient): Promise<void> {
  await client.query('set local session authorization default; set local role none')
}
