import { ImageIcon, ImageOff } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { cx } from './cx.ts'
import styles from './picture.module.css'

const TRY_AGAIN_MS = 10_000

interface PictureProps {
  readonly url: string | undefined
  /** Tried when `url` does not load, such as a thumbnail that was never made. */
  readonly fallbackUrl?: string | undefined
  readonly alt: string
  /** Default false. True for what is in sight at once. */
  readonly eager?: boolean
  /** Default `cover`. */
  readonly fit?: 'cover' | 'contain'
  readonly className?: string | undefined
}

/**
 * A picture that fills its box. It fades in once; a better file that comes later takes its place when
 * it is loaded, without a flash. A file that does not load leaves a mark, not a hole, and is tried again
 * every 10 s: the backend may only have been away.
 */
export function Picture(props: PictureProps): ReactNode {
  const { url, fallbackUrl, alt, eager = false, fit = 'cover', className } = props
  const { source, isShown, onLoad, onError } = useSource(
    [url, fallbackUrl].filter(candidate => candidate !== undefined),
  )
  if (source === undefined) {
    const Mark = url === undefined && fallbackUrl === undefined ? ImageIcon : ImageOff
    return (
      <span className={cx(styles.missing, className)} role="img" aria-label={`${alt} (no picture)`}>
        <Mark aria-hidden />
      </span>
    )
  }
  return (
    <img
      className={cx(styles.picture, styles[fit], className)}
      src={source}
      alt={alt}
      draggable={false}
      decoding="async"
      loading={eager ? 'eager' : 'lazy'}
      data-shown={isShown || undefined}
      onLoad={onLoad}
      onError={onError}
    />
  )
}

interface PictureSource {
  /** Undefined: no candidate loads. */
  readonly source: string | undefined
  readonly isShown: boolean
  readonly onLoad: () => void
  readonly onError: () => void
}

/** The first candidate that loads; the one that is shown until another is loaded. */
function useSource(candidates: readonly string[]): PictureSource {
  const [missing, setMissing] = useState<readonly string[]>([])
  const [shown, setShown] = useState<string>()
  const wanted = candidates.find(candidate => !missing.includes(candidate))
  const source = shown ?? wanted
  const miss = (url: string): void => setMissing(all => [...all, url])

  const nothingLoads = wanted === undefined && candidates.length > 0
  useEffect(() => {
    if (!nothingLoads) return
    const timer = setTimeout(() => setMissing([]), TRY_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [nothingLoads])

  useEffect(() => {
    if (wanted === undefined || shown === undefined || wanted === shown) return
    return whenLoaded(
      wanted,
      () => setShown(wanted),
      () => miss(wanted),
    )
  }, [wanted, shown])

  return {
    source,
    isShown: shown !== undefined,
    onLoad: () => setShown(source),
    onError: () => {
      if (source === undefined) return
      if (source === shown) setShown(undefined)
      miss(source)
    },
  }
}

/** Loads a picture and has it ready to draw, without showing it. Returns what forgets it. */
function whenLoaded(url: string, onReady: () => void, onFail: () => void): () => void {
  const image = new Image()
  let isForgotten = false
  image.src = url
  image.decode().then(
    () => isForgotten || onReady(),
    () => isForgotten || onFail(),
  )
  return () => {
    isForgotten = true
  }
}
