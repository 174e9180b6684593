import { type ReactNode, useState } from 'react'
import { explain } from '../data/request-error.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './dialog.module.css'

interface ConfirmDialogProps {
  readonly title: string
  /** What will be lost, so that nobody has to guess. */
  readonly description: ReactNode
  readonly action: string
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something that cannot be undone. Stays open, and says why, when it does not work. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const confirm = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      await props.onConfirm()
      props.onClose()
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <Dialog title={props.title} description={props.description} onClose={props.onClose}>
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <div className={styles.actions}>
        <Button tone="quiet" onClick={props.onClose}>
          Cancel
        </Button>
        <Button tone="danger" busy={busy} onClick={() => void confirm()} data-testid="confirm">
          {props.action}
        </Button>
      </div>
    </Dialog>
  )
}
