import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { MOST_PICTURES } from './prompt-rules.ts'
import styles from './count-stepper.module.css'

interface CountStepperProps {
  /** As typed. */
  readonly value: string
  readonly invalid: boolean
  readonly onChange: (value: string) => void
}

/** How many pictures of each prompt. Any text can stand in it: what is wrong is said when it is sent. */
export function CountStepper({ value, invalid, onChange }: CountStepperProps): ReactNode {
  const number = Number(value)
  const step = (by: number): void =>
    onChange(String(Math.min(MOST_PICTURES, Math.max(1, Math.round(number) + by || 1))))
  return (
    <div className={styles.stepper} data-invalid={invalid || undefined}>
      <button
        type="button"
        aria-label="One picture fewer"
        disabled={number <= 1}
        onClick={() => step(-1)}
      >
        <Minus />
      </button>
      <input
        type="number"
        aria-label="How many pictures of each prompt"
        aria-invalid={invalid}
        inputMode="numeric"
        min={1}
        max={MOST_PICTURES}
        value={value}
        style={{ width: `${Math.max(3, value.length + 2)}ch` }}
        onChange={event => onChange(event.target.value)}
        onWheel={event => event.currentTarget.blur()}
        data-testid="count-input"
      />
      <button
        type="button"
        aria-label="One picture more"
        disabled={number >= MOST_PICTURES}
        onClick={() => step(1)}
      >
        <Plus />
      </button>
    </div>
  )
}
