import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './menu.module.css'

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly children: ReactNode
  /** Default `end`. */
  readonly align?: 'start' | 'end'
  readonly label: string
}

/** A menu under a button: arrows, type-ahead and Escape work. */
export function Menu({ trigger, children, align = 'end', label }: MenuProps): ReactNode {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps extends ComponentProps<typeof DropdownMenu.Item> {
  readonly icon?: ReactNode
  /** Default false. */
  readonly danger?: boolean
}

export function MenuItem(props: MenuItemProps): ReactNode {
  const { icon, danger = false, children, ...rest } = props
  return (
    <DropdownMenu.Item {...rest} className={cx(styles.item, danger && styles.danger)}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.text}>{children}</span>
    </DropdownMenu.Item>
  )
}

export function MenuHeading({ children }: { readonly children: ReactNode }): ReactNode {
  return <DropdownMenu.Label className={styles.heading}>{children}</DropdownMenu.Label>
}

export function MenuLine(): ReactNode {
  return <DropdownMenu.Separator className={styles.line} />
}

/** Holds entries that can be many: scrolls by itself, so that what follows stays in sight. */
export function MenuScroll({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles.scroll}>{children}</div>
}
