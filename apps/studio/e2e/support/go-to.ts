import type { Tab } from './person.ts'

/** Opens projects one right after the other, as links do: without loading the page anew. */
export async function goTo({ page }: Tab, ...projects: readonly string[]): Promise<void> {
  await page.evaluate(ids => {
    for (const id of ids) history.pushState(null, '', `/p/${id}`)
  }, projects)
}
