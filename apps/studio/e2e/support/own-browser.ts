import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type CDPSession } from 'playwright-core'
import { flags, installedChrome } from '../../../../scripts/testing/browser.mjs'
import { type Person, personIn, soon, type Tab } from './person.ts'
import type { Studio } from './studio.ts'

/** Somebody whose tabs live as in a browser with a window: out of sight, frozen, back out of its cache. */
export interface PersonAtWindow extends Person {
  /** Looks at another tab: this one is hidden, and goes on. */
  readonly hide: (tab: Tab) => Promise<void>
  /** Looks at this tab again. */
  readonly show: (tab: Tab) => Promise<void>
  /** The browser hides the tab and stops its scripts, as it does with those in the background. */
  readonly freeze: (tab: Tab) => Promise<void>
  /** Looks at a frozen tab again. */
  readonly wake: (tab: Tab) => Promise<void>
}

/**
 * A person with a browser process of their own; {@link Studio.leave} ends it. Playwright keeps every tab of
 * its own browsers in sight and awake, and turns the back/forward cache off: so this one is
 * started without Playwright, which is only connected to it.
 */
export async function newPersonAtWindow(studio: Studio): Promise<PersonAtWindow> {
  const profile = await mkdtemp(join(tmpdir(), 'everfresh-profile-'))
  const child = spawn(
    installedChrome(),
    [...flags, '--headless', '--window-size=1360,860', '--remote-debugging-port=0'].concat(
      `--user-data-dir=${profile}`,
      'about:blank',
    ),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = once(child, 'exit')
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const address = (): string | undefined => /DevTools listening on (ws:\S+)/.exec(output)?.[1]
  await soon(address).toBeDefined()
  const browser = await chromium.connectOverCDP(address() ?? '', { noDefaults: true })
  const [context = await browser.newContext()] = browser.contexts()
  const [cover = await context.newPage()] = context.pages()
  const sessions = new Map<Tab, CDPSession>()
  studio.whenLeaving(async () => {
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => undefined)
    await ended
    await rm(profile, { recursive: true, force: true })
  })

  const live = async (tab: Tab, state: 'frozen' | 'active'): Promise<void> => {
    const session = sessions.get(tab) ?? (await context.newCDPSession(tab.page))
    sessions.set(tab, session)
    await session.send('Page.setWebLifecycleState', { state })
  }
  const seen = (tab: Tab) => soon(() => tab.page.evaluate(() => document.visibilityState))
  const show = async (tab: Tab): Promise<void> => {
    await tab.page.bringToFront()
    await seen(tab).toBe('visible')
  }
  return {
    ...personIn(context, studio.url),
    hide: async tab => {
      await cover.bringToFront()
      await seen(tab).toBe('hidden')
    },
    show,
    freeze: async tab => {
      await cover.bringToFront()
      await live(tab, 'frozen')
    },
    wake: async tab => {
      await live(tab, 'active')
      await show(tab)
    },
  }
}
