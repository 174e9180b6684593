import { supabase } from '@/integrations/supabase/client'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'

// Each changes nothing when it is asked for again, and throws RequestError.

export async function createShot(projectId: string, id: string, name: string): Promise<void> {
  unwrap(
    await supabase
      .from('shots')
      .upsert({ id, name, project_id: projectId }, { onConflict: 'id', ignoreDuplicates: true })
      .abortSignal(withinLimit()),
  )
}

interface ShotWithImage {
  readonly projectId: string
  readonly id: string
  readonly name: string
  readonly generationId: string
}

export async function createShotWithImage(shot: ShotWithImage): Promise<void> {
  unwrap(
    await supabase
      .rpc('create_shot_with_image', {
        p_project_id: shot.projectId,
        p_shot_name: shot.name,
        p_generation_id: shot.generationId,
        p_shot_id: shot.id,
      })
      .abortSignal(withinLimit()),
  )
}

export async function renameShot(id: string, name: string): Promise<void> {
  unwrap(await supabase.from('shots').update({ name }).eq('id', id).abortSignal(withinLimit()))
}

export async function deleteShot(id: string): Promise<void> {
  unwrap(await supabase.from('shots').delete().eq('id', id).abortSignal(withinLimit()))
}

export async function duplicateShot(id: string, newId: string): Promise<void> {
  unwrap(
    await supabase
      .rpc('duplicate_shot', { p_shot_id: id, p_new_id: newId })
      .abortSignal(withinLimit()),
  )
}

export async function reorderShots(projectId: string, ids: readonly string[]): Promise<void> {
  unwrap(
    await supabase
      .rpc('reorder_shots', { p_project_id: projectId, p_shot_ids: [...ids] })
      .abortSignal(withinLimit()),
  )
}

export async function addImage(shotId: string, id: string, positioned: boolean): Promise<void> {
  unwrap(
    await supabase
      .rpc('add_generation_to_shot', {
        p_shot_id: shotId,
        p_generation_id: id,
        p_with_position: positioned,
      })
      .abortSignal(withinLimit()),
  )
}

export async function removeImage(shotId: string, id: string): Promise<void> {
  unwrap(
    await supabase
      .from('shot_generations')
      .delete()
      .eq('shot_id', shotId)
      .eq('generation_id', id)
      .abortSignal(withinLimit()),
  )
}

export async function unpositionImage(shotId: string, id: string): Promise<void> {
  unwrap(
    await supabase
      .rpc('unposition_shot_image', { p_shot_id: shotId, p_generation_id: id })
      .abortSignal(withinLimit()),
  )
}

export async function reorderImages(shotId: string, ids: readonly string[]): Promise<void> {
  unwrap(
    await supabase
      .rpc('reorder_shot_images', { p_shot_id: shotId, p_generation_ids: [...ids] })
      .abortSignal(withinLimit()),
  )
}
