import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly description?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog, open for as long as it is rendered. Escape and a press beside it close it. */
export function Dialog({ title, description, onClose, children }: DialogProps): ReactNode {
  return (
    <Primitive.Root open onOpenChange={open => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.veil} />
        <Primitive.Content
          className={styles.panel}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <Primitive.Title className={styles.title}>{title}</Primitive.Title>
          {description !== undefined && (
            <Primitive.Description className={styles.description}>
              {description}
            </Primitive.Description>
          )}
          {children}
          {/* Last, so that the focus begins at what the dialog is for. */}
          <Primitive.Close asChild>
            <IconButton label="Close" bare className={styles.close}>
              <X />
            </IconButton>
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
