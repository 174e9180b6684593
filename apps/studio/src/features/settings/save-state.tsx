import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import type { SettingsForm } from './use-settings-form.ts'
import styles from './settings.module.css'

interface SaveStateProps {
  readonly form: Pick<SettingsForm, 'state' | 'problem' | 'flush'>
}

/** Whether what was typed is safe; says nothing as long as nothing was. */
export function SaveState({ form }: SaveStateProps): ReactNode {
  const { state, problem, flush } = form
  if (problem !== undefined) {
    return (
      <div className={styles.failed} role="alert" data-testid="save-state" data-state={state}>
        <span>Not saved. {problem} Your text is kept.</span>
        <Button size="small" busy={state === 'saving'} onClick={flush}>
          Save now
        </Button>
      </div>
    )
  }
  return (
    <span className={styles.state} role="status" data-testid="save-state" data-state={state}>
      {state === 'saved' ? '' : 'Saving…'}
    </span>
  )
}
