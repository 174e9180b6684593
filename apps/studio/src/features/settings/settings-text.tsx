import { type ReactNode, useId } from 'react'
import { textAt } from '../../data/json.ts'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SaveState } from './save-state.tsx'
import type { SettingsOwner } from './settings-draft.ts'
import { useSettingsForm } from './use-settings-form.ts'
import fieldStyles from '../../ui/text-field.module.css'
import styles from './settings.module.css'

interface SettingsTextProps {
  readonly owner: SettingsOwner
  /** The setting's name in the backend. */
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly rows: number
}

/** A text among the settings: saved as it is typed, and never replaced while it is. */
export function SettingsText({ owner, name, label, hint, rows }: SettingsTextProps): ReactNode {
  const id = useId()
  const form = useSettingsForm(owner.scope, owner.id)
  return (
    <div className={fieldStyles.field}>
      <div className={styles.top}>
        <label htmlFor={id} className={fieldStyles.label}>
          {label}
        </label>
        <SaveState form={form} />
      </div>
      {form.values === undefined ? (
        <LoadProblem
          query={form.loading}
          fallback={<Skeleton style={{ height: rows * 21 + 18 }} />}
        />
      ) : (
        <textarea
          id={id}
          className={fieldStyles.input}
          rows={rows}
          value={textAt(form.values, name)}
          onChange={event => form.set(name, event.target.value)}
          onBlur={form.flush}
          aria-describedby={`${id}-hint`}
          data-testid={`setting-${name}`}
        />
      )}
      <p id={`${id}-hint`} className={fieldStyles.hint}>
        {hint}
      </p>
    </div>
  )
}
