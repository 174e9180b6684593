import type { Tab } from './person.ts'

/** Says to the page, so many times, that it is hidden and shown again: at once, as no person could. */
export async function lookAway({ page }: Tab, times = 1): Promise<void> {
  await setSeen(page, ...Array.from({ length: times }, () => ['hidden', 'visible'] as const).flat())
}

/** Says to the page that it is hidden from now on. */
export const hideFromPage = ({ page }: Tab): Promise<void> => setSeen(page, 'hidden')

/** Says to the page that it is seen again. */
export const showToPage = ({ page }: Tab): Promise<void> => setSeen(page, 'visible')

async function setSeen(
  page: Tab['page'],
  ...states: readonly DocumentVisibilityState[]
): Promise<void> {
  await page.evaluate(async seen => {
    for (const state of seen) {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      window.dispatchEvent(new Event(state === 'hidden' ? 'blur' : 'focus'))
      // Whoever waits for a turn of the page gets one between.
      await Promise.resolve()
    }
  }, states)
}
