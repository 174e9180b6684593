import { useSource } from '@everfresh/react'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
  shotsPrefix,
  unifiedGenerationsProjectPrefix,
  unifiedGenerationsShotPrefix,
} from '@/shared/lib/queryKeys'
import { explain, RequestError } from '../../../data/request-error.ts'
import { useNotify } from '../../../ui/notices.tsx'
import { createUploadStore } from './upload-store.ts'
import { problemWith, type Upload } from './upload.ts'

const store = createUploadStore()

export interface Uploads {
  /** Those of the project that are not on the gallery's pages yet, oldest first. */
  readonly uploads: readonly Upload[]
  /** Uploads pictures; says of each other file why it does not. */
  readonly add: (files: Iterable<File>) => void
  /** Sends one that failed again, as the same picture. */
  readonly retry: (upload: Upload) => void
  /** Forgets one that failed. */
  readonly dismiss: (upload: Upload) => void
}

/** The uploads of a project, and what begins them. `shotId`: the open shot, which they join. */
export function useUploads(projectId: string, shotId?: string): Uploads {
  const notify = useNotify()
  const queryClient = useQueryClient()
  const all = useSource(store.uploads)
  const uploads = useMemo(
    () => all.filter(upload => upload.projectId === projectId),
    [all, projectId],
  )
  const actions = useMemo(
    () => ({
      add: (files: Iterable<File>) => {
        const wanted: Upload[] = []
        for (const file of files) {
          const problem = problemWith(file)
          if (problem === undefined) wanted.push(begin(file, projectId, shotId))
          else notify('bad', problem)
        }
        store.add(wanted)
        for (const upload of wanted) void inTurn(() => run(upload, queryClient))
      },
      retry: (upload: Upload) => {
        store.change(upload.id, { name: 'waiting' })
        void inTurn(() => run(upload, queryClient))
      },
      dismiss: (upload: Upload) => store.remove(upload.id),
    }),
    [projectId, shotId, notify, queryClient],
  )
  return useMemo(() => ({ uploads, ...actions }), [uploads, actions])
}

function begin(file: File, projectId: string, shotId: string | undefined): Upload {
  return {
    id: crypto.randomUUID(),
    projectId,
    shotId,
    file,
    previewUrl: URL.createObjectURL(file),
    createdAt: new Date().toISOString(),
    state: { name: 'waiting' },
  }
}

/** From the first byte until the row is on screen. */
async function run(upload: Upload, queryClient: QueryClient): Promise<void> {
  const { id, projectId, shotId } = upload
  try {
    // Loaded with the first picture that somebody brings.
    const { sendUpload } = await import('./send-upload.ts')
    await sendUpload(upload, part => store.change(id, { name: 'sending', part }))
  } catch (error) {
    const reason =
      error instanceof RequestError || !(error instanceof Error) ? explain(error) : error.message
    store.change(id, { name: 'failed', reason })
    return
  }
  store.change(id, { name: 'saved' })
  const keys = [
    unifiedGenerationsProjectPrefix(projectId),
    shotsPrefix(projectId),
    ...(shotId === undefined ? [] : [unifiedGenerationsShotPrefix(shotId)]),
  ]
  await Promise.all(keys.map(queryKey => queryClient.invalidateQueries({ queryKey })))
  store.remove(id)
}

const AT_ONCE = 3
const queue: (() => Promise<void>)[] = []
let running = 0

/** So many at once; the others wait their turn. */
async function inTurn(work: () => Promise<void>): Promise<void> {
  queue.push(work)
  if (running === AT_ONCE) return
  running += 1
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next()
  running -= 1
}
