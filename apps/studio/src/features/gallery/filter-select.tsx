import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './gallery-toolbar.module.css'

interface FilterSelectProps {
  readonly label: string
  readonly icon: ReactNode
  readonly value: string
  /** Whether it leaves anything out. */
  readonly isSet: boolean
  readonly options: readonly { readonly value: string; readonly name: string }[]
  readonly onChange: (value: string) => void
  readonly testId: string
}

/** One filter of several choices. The browser's own list, which is at its best on phones. */
export function FilterSelect(props: FilterSelectProps): ReactNode {
  const { label, icon, value, isSet, options, onChange, testId } = props
  return (
    <label className={styles.chip} data-set={isSet || undefined}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <select
        aria-label={label}
        value={value}
        onChange={event => onChange(event.target.value)}
        data-testid={testId}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className={styles.chevron} />
    </label>
  )
}
