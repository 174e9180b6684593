import type { PoolClient } from 'pg'
import type { Fields } from './request.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { saving } from './users.ts'

const COLUMN = { user: 'raw_user_meta_data', app: 'raw_app_meta_data' } as const

/** Merges `data` into a user's metadata: `user`'s own, or the `app`'s about it. */
export async function mergeMetadata(
  service: AuthService,
  client: PoolClient,
  { id, kind, data }: { readonly id: string; readonly kind: keyof typeof COLUMN; data: Fields },
): Promise<void> {
  const column = COLUMN[kind]
  // A key set to null is removed, as in Supabase Auth.
  await saving(service, 'update', () =>
    rows(
      client,
      `update auth.users set updated_at = $3, ${column} = coalesce((
         select jsonb_object_agg(key, value)
         from jsonb_each(coalesce(${column}, '{}') || $2::jsonb)
         where value <> 'null'::jsonb
       ), '{}') where id = $1`,
      [id, JSON.stringify(data), timestamp(service)],
    ),
  )
}
