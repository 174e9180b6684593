import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { supabase } from '@/integrations/supabase/client'
import {
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
  unpositionedCountKey,
} from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'

/** A shot by its id and name. */
interface NamedShot {
  readonly id: string
  readonly name: string
}

interface ShotActions {
  /** Creates a shot. The id is the caller's: asking again with the same one changes nothing. */
  readonly create: (shot: NamedShot) => Promise<void>
  readonly rename: (shot: NamedShot) => Promise<void>
  readonly remove: (shotId: string) => Promise<void>
  /** Puts a picture at the end of a shot; one that is already there keeps its place, or gets one. */
  readonly addPicture: (shotId: string, generationId: string) => Promise<void>
  readonly removePicture: (shotId: string, generationId: string) => Promise<void>
}

async function upsertShot(projectId: string, { id, name }: NamedShot): Promise<void> {
  unwrap(
    await supabase
      .from('shots')
      .upsert({ id, name, project_id: projectId }, { onConflict: 'id', ignoreDuplicates: true })
      .abortSignal(withinLimit()),
  )
}

async function updateName({ id, name }: NamedShot): Promise<void> {
  unwrap(await supabase.from('shots').update({ name }).eq('id', id).abortSignal(withinLimit()))
}

async function deleteShot(id: string): Promise<void> {
  unwrap(await supabase.from('shots').delete().eq('id', id).abortSignal(withinLimit()))
}

async function link(shotId: string, generationId: string): Promise<void> {
  unwrap(
    await supabase
      .rpc('add_generation_to_shot', { p_shot_id: shotId, p_generation_id: generationId })
      .abortSignal(withinLimit()),
  )
}

async function unlink(shotId: string, generationId: string): Promise<void> {
  unwrap(
    await supabase
      .from('shot_generations')
      .delete()
      .eq('shot_id', shotId)
      .eq('generation_id', generationId)
      .abortSignal(withinLimit()),
  )
}

/** Everything that shows which pictures are in which shot. */
async function refresh(queryClient: QueryClient, projectId: string, shotId: string): Promise<void> {
  const keys = [
    shotsPrefix(projectId),
    unifiedGenerationsProjectPrefix(projectId),
    unifiedGenerationsShotPrefix(shotId),
    unpositionedCountKey(shotId),
  ]
  await Promise.all(keys.map(queryKey => queryClient.invalidateQueries({ queryKey })))
}

/** What can be done to the shots of a project. Each settles when the screen shows it; throws RequestError. */
export function useShotActions(projectId: string): ShotActions {
  const queryClient = useQueryClient()
  return useMemo(() => {
    const andRefresh = async (work: Promise<void>, shotId: string): Promise<void> => {
      await work
      await refresh(queryClient, projectId, shotId)
    }
    return {
      create: shot => andRefresh(upsertShot(projectId, shot), shot.id),
      rename: shot => andRefresh(updateName(shot), shot.id),
      remove: shotId => andRefresh(deleteShot(shotId), shotId),
      addPicture: (shotId, generationId) => andRefresh(link(shotId, generationId), shotId),
      removePicture: (shotId, generationId) => andRefresh(unlink(shotId, generationId), shotId),
    }
  }, [queryClient, projectId])
}
