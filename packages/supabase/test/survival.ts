import { systemClock } from '@everfresh/core'
import type { createClient } from '@supabase/supabase-js'
import { test, type TestContext } from 'vitest'
import {
  causes,
  count,
  joinsOf,
  openStage,
  status,
  story,
  wake,
  type App,
  type Stage,
} from './stage.ts'

interface Case extends Pick<TestContext, 'expect'> {
  /** Waits for something to be so. The limit is generous: it asserts nothing about speed. */
  readonly soon: (what: () => unknown) => ReturnType<TestContext['expect']['poll']>
  readonly stage: Stage
  readonly app: App
  readonly faults: Stage['backend']['faults']
  /** Writes a row past the socket's knowledge, as somebody else would. */
  readonly write: (title: string) => Promise<void>
}

/** In what the versions differ. */
export interface Traits {
  /** Whether a handshake that nobody answers keeps the client for minutes. */
  readonly isKept: boolean
  // The causes that are told of a loss. The oldest clients do not say why a channel failed.
  readonly cut: string
  readonly restart: string
  readonly crash: string
}

/**
 * What a client of one version, with and without the options' helper, has to survive. Each test has a
 * backend of its own, so that they can wait together.
 */
export function survival(version: string, create: typeof createClient, traits: Traits): void {
  const name = (helped: boolean): string =>
    `supabase-js ${version}${helped ? '' : ', without everfreshOptions'}`

  // No `describe`: what is in one waits for what is in the one before.
  for (const helped of [false, true]) {
    const on = (title: string, run: (given: Case) => Promise<void>, options: object = {}): void => {
      test.concurrent(`${title} (${name(helped)})`, async ({ expect }) => {
        const soon: Case['soon'] = what => expect.poll(what, { timeout: 40_000, interval: 20 })
        const stage = await openStage()
        try {
          const app = await stage.open({ createClient: create, helped, ...options })
          const { data } = await app.client.auth.getUser()
          const write = async (title: string): Promise<void> => {
            await stage.backend.sql(
              `insert into rows (owner, list, title) values ($1, 'mine', $2)`,
              [data.user?.id, title],
            )
          }
          await run({ expect, soon, stage, app, faults: stage.backend.faults, write })
        } finally {
          await stage.close()
        }
      })
    }
    const passed = ({ soon }: Case, ms: number) => {
      const from = systemClock.now()
      return soon(() => systemClock.now() - from >= ms).toBe(true)
    }
    const live = ({ app, soon }: Case) => soon(() => status(app)).toBe('live')
    /** It is live, shows what it missed, hears what comes now, and holds one channel. */
    const isBack = async (given: Case): Promise<void> => {
      const { app, write, soon, expect } = given
      // It was live before, and has been something else since.
      await soon(() => story(app).length).toBeGreaterThan(3)
      await live(given)
      await soon(app.titles).toEqual(['missed'])
      const heard = (): number => app.trace.entries().filter(({ what }) => what === 'event').length
      const before = heard()
      await write('now')
      await soon(app.titles).toEqual(['missed', 'now'])
      await soon(heard).toBe(before + 1)
      expect(app.client.getChannels()).toHaveLength(1)
    }

    on('C1: it goes live once the subscription is proved', async given => {
      const { app, write, soon, expect } = given
      await live(given)
      await write('one')
      await soon(app.titles).toEqual(['one'])
      expect(story(app)).toEqual(['joining', 'live'])
      expect(joinsOf(app)).toBe(1)
    })

    on('C3, C4: it survives a cut', async given => {
      await live(given)
      given.faults.dropSockets(1006)
      await given.write('missed')
      await isBack(given)
      given.expect(causes(given.app)).toContain(traits.cut)
    })

    on('C3, C7: it survives a restart of the server', async given => {
      await live(given)
      given.faults.dropSockets(1012)
      given.faults.set({ realtime: 'off' })
      await given.soon(() => causes(given.app)).toContain(traits.restart)
      await given.write('missed')
      given.faults.clear()
      await isBack(given)
    })

    on(
      'C3, C8: on a half-open socket it is declared dead within 2 s of a wake, and comes back',
      async given => {
        const { app, soon, expect } = given
        await live(given)
        given.faults.set({ realtime: 'half-open' })
        given.faults.clear()
        await given.write('missed')
        const wokenAt = systemClock.now()
        wake(app)
        await soon(() => status(app)).not.toBe('live')
        // The manual clock holds the 2 s; here it was the wake that found it, not the heartbeat (25 s).
        expect(systemClock.now() - wokenAt).toBeLessThan(5_000)
        await isBack(given)
      },
    )

    on(
      'C3: without a sign, the heartbeat finds the half-open socket',
      async given => {
        const { app, soon } = given
        await live(given)
        given.faults.set({ realtime: 'half-open' })
        given.faults.clear()
        await given.write('missed')
        await soon(() => status(app)).not.toBe('live')
        await isBack(given)
        // One socket for another: nothing connects twice.
        if (helped) given.expect(count(app, 'transport connected')).toBe(2)
      },
      { heartbeatIntervalMs: 1_000 },
    )

    on('C3, C5: it replaces a channel that the server closed unasked', async given => {
      await live(given)
      given.faults.closeChannels()
      await given.write('missed')
      await isBack(given)
      given.expect(causes(given.app)).toContain('channel-closed')
    })

    on('C3, C5: it replaces a channel that crashed', async given => {
      await live(given)
      given.faults.crashChannels()
      await given.write('missed')
      await isBack(given)
      given.expect(causes(given.app)).toContain(traits.crash)
    })

    on('C3: it comes back when its token has run out', async given => {
      await live(given)
      given.faults.expireTokens()
      await given.write('missed')
      await isBack(given)
      given.expect(causes(given.app)).toContain('token-expired')
    })

    on(
      helped
        ? 'C7: a handshake that nobody answers is given up, and it is back soon after the server'
        : 'C7: during a handshake that nobody answers polling carries on',
      async given => {
        const { app, faults, soon, expect } = given
        await live(given)
        faults.set({ realtime: 'hang' })
        faults.dropSockets(1006)
        // By then each has asked for a socket again.
        await passed(given, 3_000)
        faults.clear()
        const backAt = systemClock.now()
        await given.write('missed')
        if (helped) {
          await isBack(given)
          // 5 s for the handshake under way and 1 s until the next; the rest is the machine that tests.
          expect(systemClock.now() - backAt).toBeLessThan(10_000)
        } else {
          await soon(app.titles).toEqual(['missed'])
          await passed(given, 7_000)
          if (traits.isKept) expect(status(app)).not.toBe('live')
        }
      },
    )

    if (helped) {
      on('C7, C8: at a sign of the network a hung handshake begins anew', async given => {
        const { app, faults, expect } = given
        await live(given)
        faults.set({ realtime: 'hang' })
        faults.dropSockets(1006)
        await passed(given, 2_500)
        faults.clear()
        const backAt = systemClock.now()
        await given.write('missed')
        app.environment.online.set(false)
        app.environment.online.set(true)
        await isBack(given)
        expect(systemClock.now() - backAt).toBeLessThan(5_000)
      })

      on('P4: a request that failed is reported, with how long to leave it alone', async given => {
        const { app, faults, expect } = given
        const reported: unknown[] = []
        app.reports?.subscribe(report => void reported.push(report))
        faults.set({ rest: { status: 503, retryAfter: 3 } })
        await app.client.from('rows').select().abortSignal(AbortSignal.timeout(2_000))
        expect(reported[0]).toEqual({ type: 'failed', retryAfterMs: 3_000 })
      })
    }

    on('C7: refused for good, it asks no more, until a person wants it', async given => {
      const { app, faults, soon, expect } = given
      const reason = 'Unauthorized: You do not have permissions to read from this Channel topic: x'
      await live(given)
      faults.set({ joins: { reason } })
      faults.closeChannels()
      await soon(() => app.realtime.state.current.cause?.code).toBe('unauthorized')
      await given.write('missed')
      await soon(app.titles).toEqual(['missed'])
      expect(joinsOf(app)).toBe(2)
      faults.clear()
      app.realtime.reconnect()
      await isBack(given)
    })

    on('C7: refused for now, it asks again later', async given => {
      const { app, faults, soon } = given
      await live(given)
      faults.set({ joins: { reason: 'ClientJoinRateLimitReached: Too many joins per second' } })
      faults.closeChannels()
      await soon(() => causes(app)).toContain('too-many-requests')
      await given.write('missed')
      faults.clear()
      await isBack(given)
    })
  }
}
