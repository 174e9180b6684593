import { Popover as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './popover.module.css'

interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly label: string
  readonly children: ReactNode
}

/** A small panel under a button; Escape and a press beside it close it. */
export function Popover({ trigger, label, children }: PopoverProps): ReactNode {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          className={styles.panel}
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
