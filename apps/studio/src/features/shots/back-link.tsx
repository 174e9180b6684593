import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import styles from './back-link.module.css'

interface BackLinkProps {
  readonly href: string
  readonly children: string
}

export function BackLink({ href, children }: BackLinkProps): ReactNode {
  return (
    <Link href={href} className={styles.back}>
      <ArrowLeft aria-hidden />
      {children}
    </Link>
  )
}
