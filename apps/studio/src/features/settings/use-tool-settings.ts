import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { toolSettingsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { asSettings, type Settings, type SettingsOwner } from './settings-draft.ts'

const TABLES = { user: 'users', project: 'projects', shot: 'shots' } as const

async function fetchSettings({ scope, id }: SettingsOwner, signal: AbortSignal): Promise<Settings> {
  const row = unwrap(
    await supabase
      .from(TABLES[scope])
      .select('settings')
      .eq('id', id)
      .abortSignal(signal)
      .maybeSingle(),
  )
  // Nobody has set anything yet, or it is not there.
  return asSettings(row?.settings)
}

/** The settings of a user, project or shot as the backend has them. */
export function useToolSettings({ scope, id }: SettingsOwner): UseQueryResult<Settings> {
  return useOptimisticQuery({
    queryKey: toolSettingsKey(scope, id),
    queryFn: ({ signal }) => fetchSettings({ scope, id }, signal),
  })
}
