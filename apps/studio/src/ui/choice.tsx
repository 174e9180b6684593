import type { ReactNode } from 'react'
import styles from './choice.module.css'

interface ChoiceProps<Value extends string> {
  readonly label: string
  /** Names the group of radio buttons; unique on the page. */
  readonly name: string
  readonly options: readonly (readonly [Value, string])[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of a few, all in sight. The arrows move between them. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): ReactNode {
  const { label, name, options, value, onChange } = props
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.options}>
        {options.map(([option, text]) => (
          <label key={option} className={styles.option}>
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
              data-testid={`${name}-${option}`}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
