import { Switch as Primitive } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import styles from './switch.module.css'

interface SwitchProps {
  readonly label: string
  readonly hint: string
  readonly checked: boolean
  readonly onChange: (on: boolean) => void
  readonly testId: string
}

/** A setting that is on or off, at once. */
export function Switch({ label, hint, checked, onChange, testId }: SwitchProps): ReactNode {
  const id = useId()
  return (
    <div className={styles.row}>
      <label htmlFor={id}>
        <span className={styles.label}>{label}</span>
        <span className={styles.hint}>{hint}</span>
      </label>
      <Primitive.Root
        id={id}
        className={styles.track}
        checked={checked}
        onCheckedChange={onChange}
        data-testid={testId}
      >
        <Primitive.Thumb className={styles.thumb} />
      </Primitive.Root>
    </div>
  )
}
