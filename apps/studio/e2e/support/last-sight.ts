import type { BrowserContext, Page } from 'playwright-core'
import { TestRunner } from 'vitest'

/** When the test that ends has failed: says what its tabs show, which no machine of ours may show again. */
export async function tellLastSight(contexts: readonly BrowserContext[]): Promise<void> {
  const test = TestRunner.getCurrentTest()
  if (test?.result?.state !== 'fail') return
  const pages = contexts.flatMap(context => context.pages())
  const sights = await Promise.all(pages.map(sightOf))
  process.stderr.write(`When "${test.name}" failed:\n${sights.join('\n')}\n`)
}

async function sightOf(page: Page): Promise<string> {
  try {
    const focused = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))
    const seen = await page.locator('body').ariaSnapshot({ timeout: 5_000 })
    return `${page.url()}, focused ${focused}\n${seen}`
  } catch (error) {
    return `${page.url()} could not be read: ${String(error)}`
  }
}
