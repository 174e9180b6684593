import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import type { Studio } from './studio.ts'
import { type Tab, watchTab } from './tab.ts'

export type { Tab } from './tab.ts'

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
  /** Opens a tab with nothing in it: to prepare its page (a clock, routes) before it `enter`s. */
  readonly blank: () => Promise<Tab>
}

interface Visit {
  /** The page's address, where it is not the Studio's own. */
  readonly at?: string
  /** Whether the browser installs the service worker, which loads every part of the page. Default false. */
  readonly serviceWorker?: boolean
}

/** Somebody who has never been here. */
export async function newPerson(
  { browser, url }: Studio,
  { at = url, serviceWorker = false }: Visit = {},
): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    // To draw what moves is most of the work of a page without a graphics card.
    reducedMotion: 'reduce',
    serviceWorkers: serviceWorker ? 'allow' : 'block',
  })
  return personIn(context, at)
}

/** Whoever uses this browser. */
export function personIn(context: BrowserContext, at: string): Person {
  context.setDefaultTimeout(limit.timeout)
  const blank = async (): Promise<Tab> => watchTab(await context.newPage())
  return {
    context,
    blank,
    open: async (address = at) => {
      const tab = await blank()
      await tab.enter(address)
      return tab
    },
  }
}

/** A live tab of somebody new, which owes nobody a read. */
export async function liveTab(studio: Studio): Promise<Tab> {
  const tab = await (await newPerson(studio)).open()
  await tab.untilCaughtUp()
  return tab
}

/** Two live tabs of one person on one project; the second is in front. */
export async function twoTabs(studio: Studio): Promise<readonly [Tab, Tab]> {
  const person = await newPerson(studio)
  const first = await person.open()
  const second = await person.open(first.address())
  await first.untilCaughtUp()
  await second.untilCaughtUp()
  return [first, second]
}
