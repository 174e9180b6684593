export {
  supabaseSource,
  type SupabaseSourceOptions,
  type TableBinding,
  type TableName,
} from './change-source.ts'
export { supabaseSessions } from './sessions.ts'
