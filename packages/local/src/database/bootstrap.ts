import { DatabaseError } from 'pg'
import { authSchema } from '../auth/schema.ts'
import type { Database } from '../context.ts'
import { LocalError } from '../local-error.ts'
import { realtimeSchema } from '../realtime/schema.ts'
import { storageSchema } from '../storage/schema.ts'
import { rolesSchema } from './roles.ts'

/**
 * Gives a database all that Supabase's has before the first migration. May be run again and again.
 * Throws `db-privilege` when the owner may not.
 */
export async function bootstrap(db: Database): Promise<void> {
  for (const schema of [rolesSchema, authSchema, storageSchema, realtimeSchema]) {
    await db.transaction(async client => client.query(schema)).catch(explain)
  }
}

function explain(error: unknown): never {
  if (!(error instanceof DatabaseError)) throw error
  throw new LocalError(
    'db-privilege',
    `Supabase's roles and schemas cannot be made in this database (${error.message}): use an empty database that the user owns, or connect as a superuser.`,
    { cause: error },
  )
}
