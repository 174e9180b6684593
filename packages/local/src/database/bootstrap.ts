import { authSchema } from '../auth/schema.ts'
import type { Database } from '../context.ts'
import { realtimeSchema } from '../realtime/schema.ts'
import { storageSchema } from '../storage/schema.ts'
import { rolesSchema } from './roles.ts'

/** Gives a database all that Supabase's has before the first migration. May be run again and again. */
export async function bootstrap(db: Database): Promise<void> {
  for (const schema of [rolesSchema, authSchema, storageSchema, realtimeSchema]) {
    await db.transaction(async client => client.query(schema))
  }
}
