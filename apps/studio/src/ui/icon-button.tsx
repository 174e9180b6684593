import { Tooltip } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './icon-button.module.css'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** What a press does: the tooltip, and the name for screen readers. */
  readonly label: string
  /** Default `plain`; `picture` stays readable on top of any picture. */
  readonly look?: 'plain' | 'picture'
  /** Default false: no tooltip where the label is plain from the surroundings. */
  readonly bare?: boolean
}

/** A button that is only an icon. */
export function IconButton(props: IconButtonProps): ReactNode {
  const { label, look = 'plain', bare = false, className, ...rest } = props
  const button = (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className={cx(styles.button, look === 'picture' && styles.picture, className)}
    />
  )
  if (bare) return button
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        asChild
        // A focus that is given back after a press is no question; and a tooltip would take the next Escape.
        onFocus={event => {
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
        }}
      >
        {button}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.tip} sideOffset={6} collisionPadding={8}>
          {label}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
