import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import { useFocusReturn } from './use-focus-return.ts'
import styles from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly description?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** Default none. */
  readonly testId?: string
}

/**
 * A dialog, open for as long as it is rendered. Escape and a press beside it close it; the focus goes back to
 * where it was opened.
 */
export function Dialog(props: DialogProps): ReactNode {
  const { title, description, onClose, children, testId } = props
  const returnFocus = useFocusReturn()
  return (
    <Primitive.Root open onOpenChange={open => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.veil} />
        <Primitive.Content
          className={styles.panel}
          data-testid={testId}
          onCloseAutoFocus={returnFocus}
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
