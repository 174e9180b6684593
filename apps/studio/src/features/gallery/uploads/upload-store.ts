import { cell, type Source } from '@everfresh/core'
import type { Upload } from './upload.ts'

/** The uploads of this tab, oldest first. They outlive the screen that began them. */
export interface UploadStore {
  readonly uploads: Source<readonly Upload[]>
  readonly add: (uploads: readonly Upload[]) => void
  /** Nothing for an upload that is no longer there. */
  readonly change: (id: string, state: Upload['state']) => void
  readonly remove: (id: string) => void
}

export function createUploadStore(): UploadStore {
  const uploads = cell<readonly Upload[]>([])
  return {
    uploads,
    add: more => uploads.set([...uploads.current, ...more]),
    change: (id, state) =>
      uploads.set(uploads.current.map(one => (one.id === id ? { ...one, state } : one))),
    remove: id => uploads.set(uploads.current.filter(one => one.id !== id)),
  }
}
