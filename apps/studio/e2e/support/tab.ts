import type { TraceEntry } from '@everfresh/core'
import type { Page, Request } from 'playwright-core'
import { topicOf } from './source.ts'
import { type Frame, watchWire } from './wire.ts'

export interface Tab {
  readonly page: Page
  /** Goes to the address, and waits until a project is open. */
  readonly enter: (address: string) => Promise<void>
  /** Addresses of every websocket the page has opened. */
  readonly sockets: readonly string[]
  /** Every message on them. */
  readonly frames: readonly Frame[]
  /** How many frames of this event the page has sent: `phx_join`, `phx_leave`, `access_token`. */
  readonly sent: (event: string) => number
  /** How many times the page has joined the channel of a project. */
  readonly joins: () => number
  /** Tables that the page has asked for rows of, in that order, as often as it has. */
  readonly reads: readonly string[]
  /** The same as whole addresses: one for each query. */
  readonly readAddresses: readonly string[]
  /** How often the page has asked the change feed what it has not seen. */
  readonly asked: () => number
  /** How many requests of the page have no answer yet. */
  readonly unanswered: () => number
  /** Errors that nobody caught. */
  readonly errors: readonly string[]
  /** What the page wrote to the console. */
  readonly said: readonly string[]
  readonly address: () => string
  /** The id of the project that is open. */
  readonly project: () => string
  readonly ask: (prompt: string, count?: number) => Promise<void>
  readonly status: () => Promise<string | null>
  /** Waits until the chip says so. */
  readonly until: (status: string) => Promise<void>
  /** Waits until the live connection is proved. */
  readonly untilLive: () => Promise<void>
  /** Waits until it is live, and what was missed before has been fetched. */
  readonly untilCaughtUp: () => Promise<void>
  /** The coded cause that the chip's panel shows, and its sentence; undefined when there is none. */
  readonly cause: () => Promise<{ readonly code: string; readonly message: string } | undefined>
  readonly pictures: () => Promise<number>
  /** The status of each task on screen. */
  readonly tasks: () => Promise<readonly (string | null)[]>
  readonly trace: () => Promise<readonly TraceEntry[]>
  /** What the realtime system has done since its trace was so long, as words: `connection live`. */
  readonly story: (since?: number) => Promise<readonly string[]>
}

/** Watches a page, from before it loads the Studio on. */
export function watchTab(page: Page): Tab {
  const { sockets, frames } = watchWire(page)
  const reads: string[] = []
  const readAddresses: string[] = []
  const errors: string[] = []
  const said: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => said.push(message.text()))
  let asked = 0
  const unanswered = new Set<Request>()
  page.on('requestfinished', request => unanswered.delete(request))
  page.on('requestfailed', request => unanswered.delete(request))
  page.on('request', request => {
    unanswered.add(request)
    if (request.method() === 'POST' && request.url().endsWith('/rpc/changes_since')) asked += 1
    const table = /^\/rest\/v1\/(\w+)$/.exec(new URL(request.url()).pathname)?.[1]
    if (table === undefined || request.method() !== 'GET') return
    reads.push(table)
    readAddresses.push(request.url())
  })
  const until = (status: string): Promise<void> =>
    page.locator(`[data-testid=status-chip][data-status=${status}]`).waitFor()
  const trace: Tab['trace'] = () => page.evaluate(() => window.everfresh?.trace() ?? [])
  return {
    page,
    enter: async address => {
      await page.goto(address)
      await page.getByTestId('prompt-input').waitFor()
    },
    sockets,
    frames,
    joins: () =>
      frames.filter(({ event, topic }) => event === 'phx_join' && topic.startsWith(topicOf('')))
        .length,
    sent: event => frames.filter(frame => frame.way === 'sent' && frame.event === event).length,
    reads,
    readAddresses,
    asked: () => asked,
    unanswered: () => unanswered.size,
    errors,
    said,
    address: () => page.url(),
    project: () => projectIn(page.url()),
    ask: async (prompt, count = 1) => {
      // A tab behind another draws once a second, and Playwright waits for that before it clicks.
      await page.bringToFront()
      await page.getByTestId('prompt-input').fill(prompt)
      await page.getByTestId('count-input').fill(String(count))
      await page.getByTestId('submit').click()
    },
    status: () => page.getByTestId('status-chip').getAttribute('data-status'),
    until,
    untilLive: () => until('live'),
    untilCaughtUp: () =>
      page.locator('[data-testid=status-chip][data-status=live]:not([data-catching-up])').waitFor(),
    cause: () => readCause(page),
    pictures: () => page.getByTestId('gallery-item').count(),
    tasks: () =>
      page
        .getByTestId('task-row')
        .evaluateAll(rows => rows.map(row => row.getAttribute('data-status'))),
    trace,
    story: async (since = 0) =>
      (await trace()).slice(since).map(({ part, what }) => `${part} ${what}`),
  }
}

function projectIn(address: string): string {
  const id = /\/p\/([\da-f-]+)/.exec(address)?.[1]
  if (id === undefined) throw new Error(`No project is open at ${address}.`)
  return id
}

/** Opens the chip's panel and closes it again. */
async function readCause(page: Page): ReturnType<Tab['cause']> {
  await page.getByTestId('status-chip').click()
  await page.getByTestId('realtime-switch').waitFor()
  const [found] = await page.getByTestId('status-cause').evaluateAll(causes =>
    causes.map(cause => ({
      code: cause.getAttribute('data-code') ?? '',
      message: cause.textContent,
    })),
  )
  await page.keyboard.press('Escape')
  return found
}
