import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { projectsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import type { Project } from './use-projects.ts'

interface ProjectActions {
  /** Creates a project. The id is the caller's: asking again with the same one changes nothing. */
  readonly create: (project: Project) => Promise<void>
  readonly rename: (id: string, name: string) => Promise<void>
  /** Deletes a project with everything in it. */
  readonly remove: (id: string) => Promise<void>
}

/** What can be done to projects. Each settles when the list on screen shows it; throws RequestError. */
export function useProjectActions(): ProjectActions {
  const queryClient = useQueryClient()
  return useMemo(() => {
    const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: projectsKey() })
    return {
      create: async project => {
        const row = { id: project.id, name: project.name }
        unwrap(
          await supabase
            .from('projects')
            .upsert(row, { onConflict: 'id', ignoreDuplicates: true })
            .abortSignal(withinLimit()),
        )
        await refresh()
      },
      rename: async (id, name) => {
        unwrap(
          await supabase.from('projects').update({ name }).eq('id', id).abortSignal(withinLimit()),
        )
        await refresh()
      },
      remove: async id => {
        unwrap(await supabase.from('projects').delete().eq('id', id).abortSignal(withinLimit()))
        await refresh()
      },
    }
  }, [queryClient])
}
