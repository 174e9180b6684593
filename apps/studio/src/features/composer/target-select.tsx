import { ChevronDown, Clapperboard } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Shot } from '../shots/shot.ts'
import styles from './target-select.module.css'

interface TargetSelectProps {
  readonly shots: readonly Shot[]
  /** A shot's id; empty for none. */
  readonly value: string
  readonly onChange: (shotId: string) => void
}

/** The shot that finished pictures join. The browser's own list, which is at its best on phones. */
export function TargetSelect({ shots, value, onChange }: TargetSelectProps): ReactNode {
  return (
    <label className={styles.target} data-chosen={value !== '' || undefined}>
      <Clapperboard aria-hidden />
      <select
        aria-label="Add the pictures to a shot"
        value={value}
        onChange={event => onChange(event.target.value)}
        data-testid="target-shot"
      >
        <option value="">No shot</option>
        {shots.map(shot => (
          <option key={shot.id} value={shot.id}>
            {shot.name}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className={styles.chevron} />
    </label>
  )
}
