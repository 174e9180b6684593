import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './text-field.module.css'

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string
  /** Default none. Gives way to the problem while there is one. */
  readonly hint?: ReactNode
  /** What is wrong with what was typed; undefined: nothing. */
  readonly problem?: string | undefined
}

/** A line of text with its label above, and what is wrong with it below. */
export function Field({ label, hint, problem, ...input }: FieldProps): ReactNode {
  const ownId = useId()
  const id = input.id ?? ownId
  const note = problem ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        className={styles.input}
        aria-invalid={problem !== undefined}
        {...(note !== undefined && { 'aria-describedby': `${id}-note` })}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={problem === undefined ? styles.hint : styles.problem}
          role={problem === undefined ? undefined : 'alert'}
        >
          {note}
        </p>
      )}
    </div>
  )
}
