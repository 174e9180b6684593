import type { Page } from 'playwright-core'

/** What is filmed: the texts, or an attribute, of all elements of the selector, in their order. */
interface Scene {
  readonly selector: string
  readonly attribute?: string | undefined
}

/** Each thing that was shown since, once for each change: none is missed between two looks. */
type Film = () => Promise<readonly string[]>

/** Films what a page shows of `selector` from now on: an attribute of its elements, or their texts. */
export async function film(page: Page, selector: string, attribute?: string): Promise<Film> {
  const scene: Scene = { selector, attribute }
  await page.evaluate(shoot, scene)
  return () => page.evaluate(watch, scene)
}

/** The same of a page that has not begun to load. */
export async function filmFromStart(page: Page, selector: string): Promise<Film> {
  await page.addInitScript(shoot, { selector })
  return () => page.evaluate(watch, { selector })
}

/** Runs in the page. */
function shoot({ selector, attribute }: Scene): void {
  const shown: string[] = []
  const look = (): void => {
    const elements = Array.from(document.querySelectorAll(selector))
    const now = elements
      .map(one => (attribute === undefined ? one.textContent : one.getAttribute(attribute)))
      .join(' ')
    if (now !== shown.at(-1)) shown.push(now)
  }
  Reflect.set(globalThis, `film of ${selector} ${attribute ?? ''}`, shown)
  new MutationObserver(look).observe(document, {
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  })
  look()
}

/** Runs in the page. */
function watch({ selector, attribute }: Scene): string[] {
  return Reflect.get(globalThis, `film of ${selector} ${attribute ?? ''}`) as string[]
}

/** Counts what changes in the document below `selector` from now on: nothing at all, if nobody renders anew. */
export async function countChanges(page: Page, selector: string): Promise<() => Promise<number>> {
  const counter = await page
    .locator(selector)
    .first()
    .evaluateHandle(root => {
      const counted = { changes: 0 }
      new MutationObserver(records => void (counted.changes += records.length)).observe(root, {
        attributes: true,
        characterData: true,
        childList: true,
        subtree: true,
      })
      return counted
    })
  return async () => (await counter.jsonValue()).changes
}
