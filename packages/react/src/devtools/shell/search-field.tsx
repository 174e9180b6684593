import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface SearchFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
}

export function SearchField({ label, placeholder, text, onText }: SearchFieldProps): ReactNode {
  return (
    <label className="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={event => onText(event.target.value)}
      />
    </label>
  )
}
