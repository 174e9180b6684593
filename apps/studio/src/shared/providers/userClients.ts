import { coveredQueryDefaults, createUserClients, type UserClients } from '@everfresh/react'
import { QueryClient } from '@tanstack/react-query'
import { authManager } from '@/integrations/supabase/client'
import { realtime } from './realtime'

/** One query cache for each person. All of the Studio's queries are covered. */
export const userClients: UserClients = createUserClients(
  authManager,
  () => new QueryClient({ defaultOptions: { queries: coveredQueryDefaults(realtime) } }),
)
