import { createAuthStateManager } from '@everfresh/core'
import { manualClock, scriptedSessions, sessionOf, settle } from '@everfresh/core/testing'
import type { SupabaseClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { startAnonymousSignIn, type Exclusively, type LastUser } from './anonymousSignIn.ts'

/** What the tabs of one browser share: a store, a memory, and a lock that one of them has at a time. */
function newBrowser(stored?: string) {
  let kind: string | null = null
  const lastUser: LastUser = { read: () => kind, write: now => (kind = now) }
  let last: Promise<unknown> = Promise.resolve()
  const exclusively: Exclusively = work => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return { stored, guests: 0, exclusively, lastUser }
}

interface Auth {
  /** What it answers instead of working. */
  outage?: string | undefined
  /** It never answers. */
  silent?: boolean
}

/** A tab whose auth does as it is told. */
function openTab(browser = newBrowser(), { outage, silent = false }: Auth = {}) {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const authManager = createAuthStateManager({ sessions, clock })
  const tab = { outage, silent, looks: 0, attempts: 0, adopted: 0 }
  const answer = async <Data>(data: Data) => {
    if (tab.silent) await new Promise(() => undefined)
    await Promise.resolve()
    if (tab.outage !== undefined) return { data: {}, error: new Error(tab.outage) }
    return { data, error: null }
  }
  const auth = {
    getSession: async () => {
      tab.looks += 1
      const { stored } = browser
      // Without a stored session, no request is made.
      if (stored === undefined) return { data: { session: null }, error: null }
      return answer({ session: { user: { id: stored } } })
    },
    setSession: async () => {
      tab.adopted += 1
      const { error } = await answer({})
      if (error === null && browser.stored !== undefined) sessions.say(sessionOf(browser.stored))
      return { data: {}, error }
    },
    signInAnonymously: async () => {
      tab.attempts += 1
      const { error } = await answer({})
      if (error === null) {
        browser.guests += 1
        browser.stored = `guest ${browser.guests}`
        sessions.say({ ...sessionOf(browser.stored), isAnonymous: true })
      }
      return { data: {}, error }
    },
  }
  const { progress, becomeGuest } = startAnonymousSignIn(
    { auth } as unknown as SupabaseClient,
    authManager,
    { clock, ...browser },
  )
  const message = (): string =>
    progress.current.name === 'failed' ? progress.current.message : progress.current.name
  const user = (): string => {
    const { current } = authManager.state
    return current.name === 'signed-in' ? current.session.userId : current.name
  }
  return { tab, browser, clock, sessions, message, user, becomeGuest }
}

test('who comes for the first time becomes a guest', async () => {
  const { sessions, clock, user, browser } = openTab()
  sessions.say(null, 'INITIAL_SESSION')
  await settle()
  expect(user()).toBe('guest 1')
  await clock.pass(3_600_000)
  expect(browser.guests).toBe(1)
})

test('who is signed in already is left alone', async () => {
  const { sessions, clock, tab } = openTab(newBrowser('ann'))
  sessions.say(sessionOf('ann'))
  await clock.pass(3_600_000)
  expect(tab.attempts).toBe(0)
})

test('two tabs opened at the same moment share one guest', async () => {
  const browser = newBrowser()
  const tabs = [openTab(browser), openTab(browser)]
  for (const { sessions } of tabs) sessions.say(null, 'INITIAL_SESSION')
  await settle()
  for (const { clock } of tabs) await clock.pass(60_000)
  expect(browser.guests).toBe(1)
})

test('a tab that the news of the other did not reach takes over what is stored', async () => {
  const { tab, browser, clock, sessions, user } = openTab()
  browser.stored = 'guest of the other tab'
  sessions.say(null, 'INITIAL_SESSION')
  await settle()
  await clock.pass(60_000)
  expect(user()).toBe('guest of the other tab')
  expect([tab.attempts, tab.adopted]).toEqual([0, 1])
})

test('also when the first of them had no answer, and the other was quicker to try again', async () => {
  const browser = newBrowser()
  const [a, b] = [openTab(browser, { outage: 'down' }), openTab(browser, { outage: 'down' })]
  for (const { sessions } of [a, b]) sessions.say(null, 'INITIAL_SESSION')
  await settle()
  for (const { tab } of [a, b]) tab.outage = undefined
  await b.clock.pass(60_000)
  expect(b.user()).toBe('guest 1')
  await a.clock.pass(60_000)
  expect({ guests: browser.guests, attemptsOfA: a.tab.attempts }).toEqual({
    guests: 1,
    attemptsOfA: 1,
  })
})

test('a sign-in that failed is said, and tried again until it works', async () => {
  const { sessions, clock, tab, message, user } = openTab(newBrowser(), {
    outage: 'Database is down',
  })
  sessions.say(null, 'INITIAL_SESSION')
  await clock.pass(60_000)
  expect(message()).toBe('Signing in did not work (Database is down).')
  expect(tab.attempts).toBeGreaterThan(4)
  tab.outage = undefined
  await clock.pass(15_000)
  expect(user()).toBe('guest 1')
})

test('A5: a stored session that auth cannot renew is waited for, and never replaced', async () => {
  const { sessions, clock, tab, message, user } = openTab(newBrowser('ann'), {
    outage: 'Service Unavailable',
  })
  await clock.pass(3_600_000)
  expect(message()).toMatch(/^You are still signed in.*\(Service Unavailable\)/)
  expect({ user: user(), attempts: tab.attempts }).toEqual({ user: 'unknown', attempts: 0 })

  // Each look is what makes the client try again where nothing else does.
  const looks = tab.looks
  tab.outage = undefined
  await clock.pass(15_000)
  expect(tab.looks).toBeGreaterThan(looks)
  sessions.say(sessionOf('ann'), 'TOKEN_REFRESHED')
  expect(user()).toBe('ann')
  expect(clock.pending()).toBe(0)
})

test('nor is one that another tab has stored while auth is away', async () => {
  const { sessions, clock, tab, browser } = openTab(newBrowser(), { outage: 'down' })
  sessions.say(null, 'INITIAL_SESSION')
  await settle()
  browser.stored = 'ann'
  const before = tab.attempts
  await clock.pass(3_600_000)
  expect(tab.attempts).toBe(before)
})

test('a backend that says nothing at all is mentioned after five seconds', async () => {
  const { sessions, clock, message } = openTab(newBrowser(), { silent: true })
  sessions.say(null, 'INITIAL_SESSION')
  await clock.pass(4_999)
  expect(message()).toBe('under-way')
  await clock.pass(1)
  expect(message()).toBe('There is no answer yet.')
})

test('the same while the client still looks for who is signed in', async () => {
  const { clock, message } = openTab(newBrowser('ann'), { silent: true })
  await clock.pass(5_000)
  expect(message()).toBe('There is no answer yet.')
})

test('who starts over becomes another guest, once', async () => {
  const { sessions, clock, browser, user } = openTab()
  sessions.say(null, 'INITIAL_SESSION')
  await settle()
  browser.stored = undefined
  sessions.say(null, 'SIGNED_OUT')
  await clock.pass(60_000)
  expect(user()).toBe('guest 2')
  expect(browser.guests).toBe(2)
})

test('who signs out of an account is asked who comes next, and no guest is made behind their back', async () => {
  const { sessions, clock, message, user, browser, becomeGuest } = openTab(newBrowser('ann'))
  sessions.say(sessionOf('ann'))
  browser.stored = undefined
  sessions.say(null, 'SIGNED_OUT')
  await clock.pass(3_600_000)
  expect({ message: message(), user: user(), guests: browser.guests }).toEqual({
    message: 'choosing',
    user: 'signed-out',
    guests: 0,
  })
  becomeGuest()
  becomeGuest()
  await clock.pass(60_000)
  expect([user(), browser.guests]).toEqual(['guest 1', 1])
})

test('the question is still there after a reload, and in a tab opened later', async () => {
  const browser = newBrowser('ann')
  openTab(browser).sessions.say(sessionOf('ann'))
  browser.stored = undefined
  const later = openTab(browser)
  later.sessions.say(null, 'INITIAL_SESSION')
  await later.clock.pass(3_600_000)
  expect([later.message(), browser.guests]).toEqual(['choosing', 0])
  later.sessions.say(sessionOf('ann'))
  expect(later.user()).toBe('ann')
})
