import { useOptimisticQuery } from '@everfresh/react'
import type { UseQueryResult } from '@tanstack/react-query'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { projectsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'

export interface Project {
  readonly id: string
  readonly name: string
}

async function fetchProjects(signal: AbortSignal): Promise<Project[]> {
  return unwrap(
    await supabase
      .from('projects')
      .select('id, name')
      .order('created_at')
      .order('id')
      .abortSignal(signal),
  )
}

/** The projects of this user, oldest first. */
export function useProjects(): UseQueryResult<Project[]> {
  return useOptimisticQuery({
    queryKey: projectsKey(),
    queryFn: ({ signal }) => fetchProjects(signal),
    refetchInterval: useResurrectionPolling(),
  })
}
