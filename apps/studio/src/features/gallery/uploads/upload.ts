import type { Generation } from '../generation.ts'

/** Where an upload stands. One that is saved is shown until its row is. */
type UploadState =
  | { readonly name: 'waiting' }
  | { readonly name: 'sending'; readonly part: number }
  | { readonly name: 'saved' }
  | { readonly name: 'failed'; readonly reason: string }

/** A picture of a person's own on its way into a project. */
export interface Upload {
  /** The id that its row will have: sending it again makes no second one. */
  readonly id: string
  readonly projectId: string
  /** The shot that it joins. */
  readonly shotId: string | undefined
  readonly file: File
  /** An address of the file in this tab. */
  readonly previewUrl: string
  readonly createdAt: string
  readonly state: UploadState
}

/** What the bucket takes, by the extension that a file of each type gets. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

const MEGABYTE = 1024 * 1024
const MOST_MEGABYTES = 10

/** Why a file cannot be uploaded, as a sentence that says what would work; undefined when it can. */
export function problemWith({
  name,
  type,
  size,
}: Pick<File, 'name' | 'type' | 'size'>): string | undefined {
  if (EXTENSIONS[type] === undefined)
    return `“${name}” is not a picture that can be uploaded. Take a PNG, JPEG, WebP, GIF or AVIF file.`
  if (size === 0) return `“${name}” is empty.`
  if (size > MOST_MEGABYTES * MEGABYTE) {
    const megabytes = (size / MEGABYTE).toFixed(1)
    return `“${name}” has ${megabytes} MB; ${MOST_MEGABYTES} MB is the most. Make it smaller, then try again.`
  }
  return undefined
}

/** The picture as the gallery shows it until its row is there. */
export function toPlaceholder({ id, file, previewUrl, createdAt, shotId }: Upload): Generation {
  return {
    id,
    url: undefined,
    thumbUrl: previewUrl,
    isVideo: false,
    prompt: file.name,
    toolType: 'upload',
    seed: undefined,
    size: undefined,
    starred: false,
    createdAt,
    taskId: undefined,
    shotIds: shotId === undefined ? [] : [shotId],
    position: undefined,
  }
}

/** The pictures of a page with those in front whose rows are not among them yet. */
export function withPlaceholders(
  items: readonly Generation[],
  uploads: readonly Upload[],
): readonly Generation[] {
  const missing = uploads.filter(({ id }) => !items.some(item => item.id === id))
  return missing.length === 0 ? items : [...missing.map(toPlaceholder).toReversed(), ...items]
}
