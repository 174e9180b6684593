import type { PoolClient } from 'pg'
import type { Context } from '../context.ts'
import type { ResolvedAuthSettings } from './settings.ts'

/** What every part of `/auth/v1` works with. */
export interface AuthService {
  readonly context: Context
  readonly settings: ResolvedAuthSettings
  /** Lifetime of an access token, in seconds. */
  readonly expiresInSeconds: number
}

/** A row as {@link Context.db} yields it: PostgreSQL's own text. */
export type Row = Readonly<Record<string, string | null>>

/** Runs one statement on a transaction's connection. */
export async function rows(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const result = await client.query<Row>(text, [...values])
  return result.rows
}

/** The service's time as a timestamptz literal, so that the clock port decides and not the database's. */
export function timestamp(service: AuthService): string {
  return new Date(service.context.now()).toISOString()
}
