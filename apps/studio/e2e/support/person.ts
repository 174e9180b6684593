import type { TraceEntry } from '@everfresh/core'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Studio } from './studio.ts'

/** Waits for something to be so. The limit is generous: it asserts nothing about speed. */
export const soon = (what: () => unknown) => expect.poll(what, { timeout: 60_000, interval: 50 })

/** A person with a browser of their own, in which tabs can be opened. */
export interface Person {
  readonly context: BrowserContext
  readonly open: (address?: string) => Promise<Tab>
}

export async function newPerson({ browser, url }: Studio, at = url): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } })
  return {
    context,
    open: async address => {
      const page = await context.newPage()
      const tab = watch(page)
      await page.goto(address ?? at)
      await page.getByTestId('prompt-input').waitFor({ timeout: 60_000 })
      return tab
    },
  }
}

export interface Tab {
  readonly page: Page
  /** Addresses of every websocket the page has opened. */
  readonly sockets: readonly string[]
  /** Errors that nobody caught. */
  readonly errors: readonly string[]
  readonly address: () => string
  readonly ask: (prompt: string, count?: number) => Promise<void>
  readonly status: () => Promise<string | null>
  readonly pictures: () => Promise<number>
  /** The status of each task on screen. */
  readonly tasks: () => Promise<readonly (string | null)[]>
  readonly trace: () => Promise<readonly TraceEntry[]>
}

function watch(page: Page): Tab {
  const sockets: string[] = []
  const errors: string[] = []
  page.on('websocket', socket => sockets.push(socket.url()))
  page.on('pageerror', error => errors.push(error.message))
  return {
    page,
    sockets,
    errors,
    address: () => page.url(),
    ask: async (prompt, count = 1) => {
      await page.getByTestId('prompt-input').fill(prompt)
      await page.getByTestId('count-input').fill(String(count))
      await page.getByTestId('submit').click()
    },
    status: () => page.getByTestId('status-chip').getAttribute('data-status'),
    pictures: () => page.getByTestId('gallery-item').count(),
    tasks: async () =>
      Promise.all(
        (await page.getByTestId('task-row').all()).map(row => row.getAttribute('data-status')),
      ),
    trace: () => page.evaluate(() => window.everfresh?.trace() ?? []),
  }
}
