export {
  supabaseSource,
  type SupabaseSourceOptions,
  type TableBinding,
  type TableName,
} from './change-source.ts'
export {
  everfreshOptions,
  type AddedClientOptions,
  type EverfreshOptions,
  type EverfreshPorts,
  type OwnClientOptions,
} from './client-options.ts'
export { supabaseSessions } from './sessions.ts'
