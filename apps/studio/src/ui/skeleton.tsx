import type { CSSProperties, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './skeleton.module.css'

interface SkeletonProps {
  readonly className?: string | undefined
  readonly style?: CSSProperties
}

/** Holds the place of something that was never loaded yet. Never shown over data that is only being refreshed. */
export function Skeleton({ className, style }: SkeletonProps): ReactNode {
  return <div aria-hidden className={cx(styles.skeleton, className)} style={style} />
}
