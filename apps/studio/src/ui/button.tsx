import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Spinner } from './spinner.tsx'
import styles from './button.module.css'

interface ButtonProps extends ComponentProps<'button'> {
  /** Default `plain`. `primary` is for the one thing a screen is about. */
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger'
  /** Default `medium`. */
  readonly size?: 'small' | 'medium'
  readonly icon?: ReactNode
  /** Shows that the press is being worked on; further presses do nothing. */
  readonly busy?: boolean
}

/** A button with a label. Never submits a form unless `type="submit"` says so. */
export function Button(props: ButtonProps): ReactNode {
  const {
    tone = 'plain',
    size = 'medium',
    icon,
    busy = false,
    className,
    children,
    ...rest
  } = props
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[tone], styles[size], className)}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}
