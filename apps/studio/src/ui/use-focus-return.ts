import { useState } from 'react'

/**
 * For the `onCloseAutoFocus` of a dialog that is open while it is rendered, which Radix has no button for: the
 * focus goes to `nearer()`, or else back to where the dialog was opened.
 */
export function useFocusReturn(
  nearer: () => HTMLElement | null = () => null,
): (event: Event) => void {
  // Read before the menu that it was opened from is taken away.
  const [opener] = useState(() => openerOf(document.activeElement))
  return event => {
    event.preventDefault()
    const target = nearer() ?? opener
    target?.focus()
  }
}

/**
 * Where the focus belongs when a dialog that is about to open closes again: to what has it now, or, when that
 * is inside a menu or a popover that will be gone by then, to the button of that.
 */
function openerOf(focused: Element | null): HTMLElement | undefined {
  const panel = focused?.closest('[role=menu][id], [role=dialog][id]')
  const button = panel && document.querySelector(`[aria-controls=${CSS.escape(panel.id)}]`)
  const opener = button ?? focused
  return opener instanceof HTMLElement ? opener : undefined
}
