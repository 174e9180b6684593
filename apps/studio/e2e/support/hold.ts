import type { Page } from 'playwright-core'
import { gate } from './gate.ts'

/** Such requests wait on their way until the returned function is called. Without `method` all of them do. */
export async function hold(
  page: Page,
  where: Parameters<Page['route']>[0],
  method?: string,
): Promise<() => void> {
  const { opened, open } = gate()
  await page.route(where, async route => {
    if (method === undefined || route.request().method() === method) await opened
    await route.fallback()
  })
  return open
}
