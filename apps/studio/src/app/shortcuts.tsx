import { type ReactNode, useEffect, useState } from 'react'
import { devtoolsOpen, HAS_DEVTOOLS } from '../features/devtools/devtools-open.ts'
import { whenShown } from '../ui/when-shown.tsx'

const ShortcutsHelp = whenShown(async () => (await import('./shortcuts-help.tsx')).ShortcutsHelp)

/** Where the focus goes, by the key. */
const PLACES: Readonly<Record<string, string>> = {
  p: '[data-testid=prompt-input]',
  '/': '[data-testid=gallery-search]',
}

/** Listens for the keys that work everywhere but where something is typed, chosen or open. */
export function Shortcuts(): ReactNode {
  const [helps, setHelps] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTaken(event)
      )
        return
      if (event.key === '?') return setHelps(true)
      if (event.key === 'e' && HAS_DEVTOOLS) return devtoolsOpen.set(!devtoolsOpen.current)
      const place = document.querySelector<HTMLElement>(PLACES[event.key] ?? 'none')
      if (place === null) return
      // The key itself is not to be typed there.
      event.preventDefault()
      place.focus()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return helps && <ShortcutsHelp onClose={() => setHelps(false)} />
}

/** A dialog, a menu and a field have keys of their own. */
function isTaken({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role=dialog], [role=menu]') !== null ||
    document.querySelector('[role=dialog], [role=alertdialog]') !== null
  )
}
