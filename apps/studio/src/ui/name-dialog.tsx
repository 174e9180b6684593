import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { explain } from '../data/request-error.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { nameProblem } from './name-rules.ts'
import dialogStyles from './dialog.module.css'
import styles from './text-field.module.css'

interface NameDialogProps {
  readonly title: string
  readonly label: string
  readonly action: string
  readonly initialName?: string
  readonly onSave: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for one name. Enter saves; what was typed stays when saving does not work. */
export function NameDialog(props: NameDialogProps): ReactNode {
  const id = useId()
  const [name, setName] = useState(props.initialName ?? '')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const save = async (): Promise<void> => {
    const trimmed = name.trim()
    const wrong = nameProblem(trimmed)
    setProblem(wrong)
    if (wrong !== undefined || busy) return
    setBusy(true)
    try {
      await props.onSave(trimmed)
      props.onClose()
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save()
  }

  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form onSubmit={submit} className={styles.form} noValidate>
        <label htmlFor={id} className={styles.label}>
          {props.label}
        </label>
        <input
          id={id}
          className={styles.input}
          value={name}
          autoComplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-problem`}
          data-testid="name-input"
          onChange={event => setName(event.target.value)}
          onFocus={event => event.target.select()}
        />
        <p id={`${id}-problem`} role="alert" className={dialogStyles.problem}>
          {problem}
        </p>
        <div className={dialogStyles.actions}>
          <Button tone="quiet" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" tone="primary" busy={busy} data-testid="name-save">
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
