import type { ReactNode } from 'react'
import styles from './splash.module.css'

interface SplashProps {
  readonly children: ReactNode
}

/** The whole screen while the first things are not there yet. */
export function Splash({ children }: SplashProps): ReactNode {
  return (
    <main className={styles.splash}>
      <img className={styles.mark} src="/favicon.svg" alt="" width={44} height={44} />
      {children}
    </main>
  )
}

/** What is being waited for. Shows up only when it takes a while. */
export function SplashLine({ children }: SplashProps): ReactNode {
  return (
    <p className={styles.line} role="status">
      {children}
    </p>
  )
}
