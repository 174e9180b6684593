const LONGEST_SIDE = 512
const QUALITY = 0.82

/** A small copy of a picture, and the size of the original in pixels. */
interface Thumbnail {
  readonly blob: Blob
  readonly width: number
  readonly height: number
}

/** Draws a picture small, as WebP. Throws for a file that the browser cannot read as a picture. */
export async function makeThumbnail(file: File): Promise<Thumbnail> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('The browser cannot read it as a picture. It may be damaged.')
  })
  const { width, height } = picture
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser cannot draw a thumbnail of it.')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise<Blob | null>(resolve =>
    canvas.toBlob(resolve, 'image/webp', QUALITY),
  )
  if (blob === null) throw new Error('The browser cannot draw a thumbnail of it.')
  return { blob, width, height }
}
