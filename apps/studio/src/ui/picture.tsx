import { ImageOff } from 'lucide-react'
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
 * A picture that fills its box. It fades in once. A file that does not load leaves a mark, not a hole,
 * and is tried again every 10 s: the backend may only have been away.
 */
export function Picture(props: PictureProps): ReactNode {
  const { url, fallbackUrl, alt, eager = false, fit = 'cover', className } = props
  const candidates = [url, fallbackUrl].filter(candidate => candidate !== undefined)
  const [missing, setMissing] = useState<readonly string[]>([])
  const [shown, setShown] = useState<string>()
  const source = candidates.find(candidate => !missing.includes(candidate))
  const nothingLoads = source === undefined && candidates.length > 0
  useEffect(() => {
    if (!nothingLoads) return
    const timer = setTimeout(() => setMissing([]), TRY_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [nothingLoads])
  if (source === undefined) {
    return (
      <span className={cx(styles.missing, className)} role="img" aria-label={`${alt} (no picture)`}>
        <ImageOff aria-hidden />
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
      data-shown={shown === source || undefined}
      onLoad={() => setShown(source)}
      onError={() => setMissing([...missing, source])}
    />
  )
}
