import { systemClock, type CauseCode } from '@everfresh/core'
import { createClient } from '@supabase/supabase-js'
import { createClient as createClientOf251 } from 'supabase-js-2.51'
import { createClient as createClientOf2109 } from 'supabase-js-2.109'
import type { TestContext } from 'vitest'
import {
  causes,
  count,
  openStage,
  status,
  story,
  type App,
  type AppOptions,
  type Stage,
} from './stage.ts'

/** In what the versions differ. */
interface Traits {
  /** Whether a handshake that nobody answers keeps the client for minutes. */
  readonly isKept: boolean
  // The causes that are told of a loss. The oldest clients do not say why a channel failed.
  readonly cut: string
  readonly restart: string
}

/** A version of the client, with the options' helper or without. */
interface Client {
  readonly name: string
  readonly create: typeof createClient
  readonly helped: boolean
  readonly traits: Traits
}

interface Case extends Pick<TestContext, 'expect'> {
  /** Waits for something to be so. The limit is generous: it asserts nothing about speed. */
  readonly soon: (what: () => unknown) => ReturnType<TestContext['expect']['poll']>
  readonly client: Client
  readonly app: App
  readonly faults: Stage['backend']['faults']
  /** Writes a row past the socket's knowledge, as somebody else would. */
  readonly write: (title: string) => Promise<void>
  /** How many rows were written so. */
  readonly written: () => number
}

/** With its reasons, and its own rejoin after the socket dropped. */
const talkative: Traits = { isKept: true, cut: 'socket-closed', restart: 'server-restarting' }

// The range of the peer dependency: both ends, and the last that still runs on Node 20 unwarned.
const versions: readonly Omit<Client, 'helped'>[] = [
  {
    name: '2.51.0',
    create: createClientOf251 as never,
    // With its last channel it lets go of the socket, and so of a handshake that hangs.
    traits: { isKept: false, cut: 'channel-error', restart: 'channel-error' },
  },
  { name: '2.109.0', create: createClientOf2109 as never, traits: talkative },
  { name: '2.119.1', create: createClient, traits: talkative },
]

export const helped: readonly Client[] = versions.map(version => ({ ...version, helped: true }))
export const unhelped: readonly Client[] = versions.map(version => ({
  ...version,
  name: `${version.name} without everfreshOptions`,
  helped: false,
}))
export const clients: readonly Client[] = [...unhelped, ...helped]

/** Runs a test with one client, on a backend of its own, so that tests can wait together. */
export function survives(run: (given: Case) => Promise<void>, options: AppOptions = {}) {
  return async (client: Client, { expect }: Pick<TestContext, 'expect'>): Promise<void> => {
    const soon: Case['soon'] = what => expect.poll(what, { timeout: 40_000, interval: 20 })
    const stage = await openStage()
    const { create, helped: isHelped } = client
    try {
      const app = await stage.open({ createClient: create, helped: isHelped, ...options })
      const { data } = await app.client.auth.getUser()
      let written = 0
      const write = async (title: string): Promise<void> => {
        written += 1
        await stage.backend.sql(`insert into rows (owner, list, title) values ($1, 'mine', $2)`, [
          data.user?.id,
          title,
        ])
      }
      const { faults } = stage.backend
      await run({ expect, soon, client, app, faults, write, written: () => written })
    } finally {
      await stage.close()
    }
  }
}

export const live = async ({ app, soon }: Case): Promise<void> =>
  soon(() => status(app)).toBe('live')

export async function passed({ soon }: Case, ms: number): Promise<void> {
  const from = systemClock.now()
  await soon(() => systemClock.now() - from >= ms).toBe(true)
}

/** Its second handshake has reached the server, and is older than a second: a younger one is left alone by a wake. */
export async function hung(given: Case): Promise<void> {
  await given.soon(() => count(given.app, 'dial')).toBe(2)
  await passed(given, 1_500)
}

/** It is live, shows what it missed, hears what comes now, and holds one channel. */
export async function isBack(given: Case): Promise<void> {
  const { app, write, written, soon, expect } = given
  // It was live before, and has been something else since.
  await soon(() => story(app).length).toBeGreaterThan(3)
  await live(given)
  await soon(app.titles).toEqual(['missed'])
  const heard = (): number => app.trace.entries().filter(({ what }) => what === 'event').length
  const before = heard()
  await write('now')
  await soon(app.titles).toEqual(['missed', 'now'])
  // What was missed may be heard late, when it came back before that was written; nothing is heard twice.
  await soon(heard).toBeGreaterThan(before)
  expect(heard()).toBeLessThanOrEqual(written())
  expect(app.client.getChannels()).toHaveLength(1)
}

/** Something ends the channels of a live client: it names the cause, comes back, and has missed nothing. */
export const comesBack = (cause: CauseCode, end: (faults: Case['faults']) => void) =>
  survives(async given => {
    await live(given)
    end(given.faults)
    await given.write('missed')
    await isBack(given)
    given.expect(causes(given.app)).toContain(cause)
  })
