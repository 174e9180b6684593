import type { Generation } from './generation.ts'

/** Where a picture is downloaded from: storage then says that it is a file to be kept. */
export function downloadUrl({ id, url }: Generation): string | undefined {
  if (url === undefined || !/^https?:/.test(url)) return url
  const extension = /\.(\w{2,5})$/.exec(new URL(url).pathname)?.[1] ?? 'webp'
  return `${url}${url.includes('?') ? '&' : '?'}download=${id}.${extension}`
}

/** Downloads a picture, as a press on its link would. */
export function downloadPicture(generation: Generation): void {
  const href = downloadUrl(generation)
  if (href === undefined) return
  const link = document.createElement('a')
  link.href = href
  link.download = generation.id
  link.click()
}
