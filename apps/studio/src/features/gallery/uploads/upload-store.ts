import type { Upload } from './upload.ts'

/** The uploads of this tab, oldest first. They outlive the screen that began them. */
export interface UploadStore {
  readonly read: () => readonly Upload[]
  /** Returns what unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
  readonly add: (uploads: readonly Upload[]) => void
  /** Nothing for an upload that is no longer there. */
  readonly change: (id: string, state: Upload['state']) => void
  readonly remove: (id: string) => void
}

export function createUploadStore(): UploadStore {
  let uploads: readonly Upload[] = []
  const listeners = new Set<() => void>()
  const set = (next: readonly Upload[]): void => {
    uploads = next
    for (const tell of listeners) tell()
  }
  return {
    read: () => uploads,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add: more => set([...uploads, ...more]),
    change: (id, state) => set(uploads.map(one => (one.id === id ? { ...one, state } : one))),
    remove: id => set(uploads.filter(one => one.id !== id)),
  }
}
