/**
 * Where the focus belongs when a dialog that is about to open closes again: to what has it now, or, when that
 * is inside a menu or a popover that will be gone by then, to the button of that.
 */
export function openerOf(focused: Element | null): HTMLElement | undefined {
  const panel = focused?.closest('[role=menu][id], [role=dialog][id]')
  const button = panel && document.querySelector(`[aria-controls=${CSS.escape(panel.id)}]`)
  const opener = button ?? focused
  return opener instanceof HTMLElement ? opener : undefined
}
