import type { KeyboardEvent, ReactNode } from 'react'
import styles from './composer.module.css'

interface PromptFieldProps {
  readonly value: string
  readonly invalid: boolean
  /** The id of what says why it is invalid. */
  readonly describedBy: string
  readonly onChange: (value: string) => void
  readonly onSubmit: () => void
}

/** The prompts, one a line. Enter sends them, Shift+Enter begins a line. */
export function PromptField(props: PromptFieldProps): ReactNode {
  const { value, invalid, describedBy, onChange, onSubmit } = props
  const onKeyDown = (event: KeyboardEvent): void => {
    // An input method uses Enter to choose a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    onSubmit()
  }
  return (
    <textarea
      className={styles.prompt}
      aria-label="Prompt"
      aria-invalid={invalid}
      aria-describedby={describedBy}
      placeholder="Describe a picture… Shift+Enter for another"
      rows={2}
      value={value}
      onChange={event => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      data-testid="prompt-input"
    />
  )
}
