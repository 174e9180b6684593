import type { TraceEntry } from '@everfresh/core'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Studio } from './studio.ts'

// Generous: it asserts nothing about speed.
const limit = { timeout: 60_000 }

/** Waits for something to be so. */
export function soon<Value>(what: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(what, { ...limit, interval: 50 })
}

/** A person with a browser of their own, in which tabs can be opened. */
export interface Person {
  readonly context: BrowserContext
  /** Opens a tab, at the page's first address unless told another, and waits until it has a project open. */
  readonly open: (address?: string) => Promise<Tab>
}

/** Somebody who has never been here. `at` is the page's address, where it is not the Studio's own. */
export async function newPerson({ browser, url }: Studio, at: string = url): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } })
  context.setDefaultTimeout(limit.timeout)
  return {
    context,
    open: async (address = at) => {
      const tab = watch(await context.newPage())
      await tab.page.goto(address)
      await tab.page.getByTestId('prompt-input').waitFor()
      return tab
    },
  }
}

export interface Tab {
  readonly page: Page
  /** Addresses of every websocket the page has opened. */
  readonly sockets: readonly string[]
  /** Tables that the page has asked for rows of, in that order, as often as it has. */
  readonly reads: readonly string[]
  /** Errors that nobody caught. */
  readonly errors: readonly string[]
  readonly address: () => string
  /** The id of the project that is open. */
  readonly project: () => string
  readonly ask: (prompt: string, count?: number) => Promise<void>
  readonly status: () => Promise<string | null>
  /** Waits until the live connection is proved. */
  readonly untilLive: () => Promise<void>
  readonly pictures: () => Promise<number>
  /** The status of each task on screen. */
  readonly tasks: () => Promise<readonly (string | null)[]>
  readonly trace: () => Promise<readonly TraceEntry[]>
}

function watch(page: Page): Tab {
  const sockets: string[] = []
  const reads: string[] = []
  const errors: string[] = []
  page.on('websocket', socket => sockets.push(socket.url()))
  page.on('pageerror', error => errors.push(error.message))
  page.on('request', request => {
    const table = /^\/rest\/v1\/(\w+)$/.exec(new URL(request.url()).pathname)?.[1]
    if (table !== undefined && request.method() === 'GET') reads.push(table)
  })
  return {
    page,
    sockets,
    reads,
    errors,
    address: () => page.url(),
    project: () => {
      const id = /\/p\/([\da-f-]+)/.exec(page.url())?.[1]
      if (id === undefined) throw new Error(`No project is open at ${page.url()}.`)
      return id
    },
    ask: async (prompt, count = 1) => {
      // A tab behind another draws once a second, and Playwright waits for that before it clicks.
      await page.bringToFront()
      await page.getByTestId('prompt-input').fill(prompt)
      await page.getByTestId('count-input').fill(String(count))
      await page.getByTestId('submit').click()
    },
    status: () => page.getByTestId('status-chip').getAttribute('data-status'),
    untilLive: () => page.locator('[data-testid=status-chip][data-status=live]').waitFor(),
    pictures: () => page.getByTestId('gallery-item').count(),
    tasks: () =>
      page
        .getByTestId('task-row')
        .evaluateAll(rows => rows.map(row => row.getAttribute('data-status'))),
    trace: () => page.evaluate(() => window.everfresh?.trace() ?? []),
  }
}
