// oxlint-disable no-restricted-globals -- the adapter: the one file of the panel that touches the page

const PREFIX = 'everfresh:devtools:'

/** What a person chose in the panel, kept in this browser; a browser that keeps nothing has the defaults. */
export const kept = {
  read: (name: string): string | undefined => {
    try {
      return window.localStorage.getItem(PREFIX + name) ?? undefined
    } catch {
      return undefined
    }
  },
  write: (name: string, value: string): void => {
    try {
      window.localStorage.setItem(PREFIX + name, value)
    } catch {
      // Storage is blocked or full: it is as it was at the next visit.
    }
  },
}

/** Hands a file to the person. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** Rejects where the browser does not let a page write to the clipboard. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}

/** How high the window is, in px. */
export function windowHeight(): number {
  return window.innerHeight
}

/** Calls `listener` with the width of `element` in px, now and whenever it changes. Returns its undo. */
export function watchWidth(element: Element, listener: (width: number) => void): () => void {
  listener(element.clientWidth)
  if (typeof ResizeObserver === 'undefined') return () => undefined
  const observer = new ResizeObserver(() => listener(element.clientWidth))
  observer.observe(element)
  return () => observer.disconnect()
}

/** What has the focus, to give it back later. */
export function focused(): HTMLElement | undefined {
  return document.activeElement instanceof HTMLElement ? document.activeElement : undefined
}
