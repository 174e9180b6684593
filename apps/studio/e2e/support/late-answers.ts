import type { Page } from 'playwright-core'
import { gate } from './gate.ts'

interface LateAnswers {
  /** How many requests the backend has done, and the page has no answer to. */
  readonly waiting: () => number
  /** They are answered, and every later one is at once. */
  readonly release: () => Promise<void>
}

interface Asked {
  readonly method: string
  readonly path: string
}

/**
 * The backend does at once what the page asks, and the answer reaches the page only when it is released: it
 * tells of a time that is over.
 */
export async function answerLate(page: Page, { method, path }: Asked): Promise<LateAnswers> {
  let waiting = 0
  const { opened, open } = gate()
  const pattern = (url: URL): boolean => url.pathname === path
  await page.route(pattern, async route => {
    if (route.request().method() !== method) return route.fallback()
    const response = await route.fetch()
    waiting += 1
    await opened
    // A page that has given it up takes no answer.
    return route.fulfill({ response }).catch(() => undefined)
  })
  return {
    waiting: () => waiting,
    release: async () => {
      open()
      await page.unroute(pattern)
    },
  }
}
