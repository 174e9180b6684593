import { supabase } from '@/integrations/supabase/client'
import { RequestError, unwrap } from '../../../data/request-error.ts'
import { withinLimit } from '../../../data/time-limit.ts'
import { makeThumbnail } from './thumbnail.ts'
import { EXTENSIONS, type Upload } from './upload.ts'

const BUCKET = 'pictures'
const LONGEST_SEND_MS = 120_000

/**
 * Sends a picture: its file and a thumbnail, then its row, then its place in a shot. Asking again after
 * any of these went wrong makes nothing twice. `onPart` hears how much is done, from 0 to 1. Throws
 * RequestError, and Error for a file that is no picture.
 */
export async function sendUpload(upload: Upload, onPart: (part: number) => void): Promise<void> {
  const { id, projectId, shotId, file } = upload
  onPart(0.05)
  const { blob, width, height } = await makeThumbnail(file)
  onPart(0.2)
  const path = `${projectId}/uploads/${id}`
  const [thumbnail_url, location] = await Promise.all([
    store(`${path}-thumb.webp`, blob),
    store(`${path}.${EXTENSIONS[file.type] ?? 'bin'}`, file),
  ])
  onPart(0.8)
  const params = { tool_type: 'upload', prompt: file.name, width, height }
  unwrap(
    await supabase
      .from('generations')
      .upsert(
        { id, project_id: projectId, type: file.type, location, thumbnail_url, params },
        { onConflict: 'id', ignoreDuplicates: true },
      )
      .abortSignal(withinLimit()),
  )
  if (shotId === undefined) return
  onPart(0.9)
  unwrap(
    await supabase
      .rpc('add_generation_to_shot', { p_shot_id: shotId, p_generation_id: id })
      .abortSignal(withinLimit()),
  )
}

/** Stores a file over what is there, which can only be itself, and returns its address. */
async function store(path: string, body: Blob): Promise<string> {
  const bucket = supabase.storage.from(BUCKET)
  const { error } = await inTime(
    bucket.upload(path, body, { contentType: body.type, upsert: true }),
  )
  if (error) {
    const status = 'status' in error && typeof error.status === 'number' ? error.status : 0
    throw new RequestError({ message: error.message }, status)
  }
  return bucket.getPublicUrl(path).data.publicUrl
}

/** Storage takes no signal: what it has not answered in two minutes counts as lost. */
function inTime<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(LONGEST_SEND_MS)
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () =>
        reject(new RequestError({ message: 'TimeoutError: no answer' }, 0)),
      )
    }),
  ])
}
