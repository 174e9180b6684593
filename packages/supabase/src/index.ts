export { supabaseSource, type SupabaseChange, type SupabaseSourceOptions } from './change-source.ts'
export type {
  DatabaseBinding,
  Filter,
  RowChanges,
  TableBinding,
  TableName,
  TableRow,
} from './database.ts'
export {
  everfreshOptions,
  type AddedClientOptions,
  type EverfreshOptions,
  type EverfreshPorts,
  type EverfreshSettings,
  type OwnClientOptions,
} from './client-options.ts'
export { feedSource, type FeedSourceOptions } from './feed/feed-source.ts'
export { supabaseSessions } from './sessions.ts'
