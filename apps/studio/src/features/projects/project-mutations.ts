import { useOptimisticMutation } from '@everfresh/react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { projectsKey } from '@/shared/lib/queryKeys'
import { explain, unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { useNotify } from '../../ui/notices.tsx'
import type { Project } from './use-projects.ts'

/**
 * Creates a project; resolves when the list on screen has it, throws RequestError. The id is the caller's:
 * asking again with the same one changes nothing. Not shown before it exists: a project that is open is
 * listened to, and the backend refuses the channel of one that it does not know.
 */
export function useCreateProject(): (project: Project) => Promise<void> {
  const queryClient = useQueryClient()
  return useCallback(
    async ({ id, name }) => {
      unwrap(
        await supabase
          .from('projects')
          .upsert({ id, name }, { onConflict: 'id', ignoreDuplicates: true })
          .abortSignal(withinLimit()),
      )
      await queryClient.invalidateQueries({ queryKey: projectsKey() })
    },
    [queryClient],
  )
}

async function rename({ id, name }: Project): Promise<void> {
  unwrap(await supabase.from('projects').update({ name }).eq('id', id).abortSignal(withinLimit()))
}

/** Renames a project, at once. Of several names given in a hurry the last one stays. */
export function useRenameProject(): (project: Project) => void {
  const notify = useNotify()
  const { mutate } = useOptimisticMutation({
    networkMode: 'always',
    mutationFn: rename,
    touches: [projectsKey()],
    patch: (data, { id, name }: Project) =>
      inList(data, projects =>
        projects.map(project => (project.id === id ? { ...project, name } : project)),
      ),
    intent: ({ id }) => `rename project ${id}`,
    onError: (error, { name }) =>
      notify('bad', `The project was not renamed to “${name}”. ${explain(error)}`),
  })
  return mutate
}

async function remove(id: string): Promise<void> {
  unwrap(await supabase.from('projects').delete().eq('id', id).abortSignal(withinLimit()))
}

/** Deletes a project with everything in it: gone from the list at once. Resolves when it is, throws RequestError. */
export function useDeleteProject(): (id: string) => Promise<void> {
  const { mutateAsync } = useOptimisticMutation({
    networkMode: 'always',
    mutationFn: remove,
    touches: [projectsKey()],
    patch: (data, id: string) =>
      inList(data, projects => projects.filter(project => project.id !== id)),
  })
  return mutateAsync
}

function inList(
  data: unknown,
  change: (projects: readonly Project[]) => readonly Project[],
): unknown {
  return data === undefined ? data : change(data as readonly Project[])
}
