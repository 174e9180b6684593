import { Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { SEARCH_LENGTH } from './filters.ts'
import styles from './gallery-toolbar.module.css'

const PAUSE_MS = 300

interface SearchFieldProps {
  /** What is searched for now; empty for nothing. */
  readonly value: string
  /** Told after a pause in typing, or at once on Enter; without spaces around it. */
  readonly onSearch: (text: string) => void
}

/** Searches in the prompts while one types. What is being typed is never overwritten. */
export function SearchField({ value, onSearch }: SearchFieldProps): ReactNode {
  const { text, setText, search } = useDraft(value, onSearch)
  return (
    <div className={styles.search}>
      <Search aria-hidden />
      <input
        type="search"
        enterKeyHint="search"
        placeholder="Search prompts"
        aria-label="Search prompts"
        maxLength={SEARCH_LENGTH}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') search(text)
          if (event.key === 'Escape') search('')
        }}
        data-testid="gallery-search"
      />
      {text !== '' && (
        <IconButton label="Clear the search" bare onClick={() => search('')}>
          <X />
        </IconButton>
      )}
    </div>
  )
}

interface Draft {
  readonly setText: (text: string) => void
  readonly text: string
  readonly search: (text: string) => void
}

/** The text of the field, which may be ahead of what is searched for. */
function useDraft(value: string, onSearch: (text: string) => void): Draft {
  const [{ text, seen, told }, setDraft] = useState({ text: value, seen: value, told: value })
  if (seen !== value) {
    // Only a search that did not begin here, such as the browser's back button, changes the text.
    setDraft({ text: value === told ? text : value, seen: value, told: value })
  }
  const search = (next: string): void => {
    setDraft({ text: next, seen: value, told: next.trim() })
    if (next.trim() !== value) onSearch(next.trim())
  }
  const searchNow = useEffectEvent(search)
  useEffect(() => {
    const timer = setTimeout(() => searchNow(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return { text, setText: next => setDraft({ text: next, seen: value, told }), search }
}
