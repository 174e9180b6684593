// @vitest-environment happy-dom
import { EverfreshError } from '@everfresh/core'
import { sessionOf } from '@everfresh/core/testing'
import {
  focusManager,
  onlineManager,
  QueryClient,
  timeoutManager,
  useQuery,
} from '@tanstack/react-query'
import { act, cleanup, render } from '@testing-library/react'
import { useState, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { runTanStackOn } from '../../core/test/tanstack-timers.ts'
import { Button, InApp, newClient, pass, press, start, type Started } from '../test/start.tsx'
import {
  coveredQueryDefaults,
  useFreshness,
  useResurrectionPolling,
  type ResurrectionPollingOptions,
} from './index.ts'

afterEach(() => {
  cleanup()
  focusManager.setFocused(undefined)
  onlineManager.setOnline(true)
})

/** Signed in as ann; TanStack's timers run on the manual clock. */
function startPolled(): Started {
  const started = start()
  runTanStackOn(started.clock, timeoutManager)
  started.sessions.say(sessionOf('ann'))
  return started
}

interface PolledProps {
  readonly name: string
  readonly onFetch: () => unknown
  readonly options?: ResurrectionPollingOptions
}

function Polled({ name, onFetch, options }: PolledProps): ReactNode {
  const refetchInterval = useResurrectionPolling(options)
  useQuery({ queryKey: [name], queryFn: () => onFetch() ?? null, refetchInterval })
  return null
}

const gapsOf = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, i) => time - (times[i] ?? 0))

test('P2: rendering every 100 ms neither starves a poll nor adds one', async () => {
  const { clock, realtime } = startPolled()
  const fetchedAt: number[] = []
  const tree = (): ReactNode => (
    <InApp client={client} realtime={realtime}>
      <Polled name="uncovered" onFetch={() => fetchedAt.push(clock.now())} />
    </InApp>
  )
  const client = newClient()
  const view = render(tree())
  for (let i = 0; i < 250; i += 1) {
    await act(async () => clock.pass(100))
    view.rerender(tree())
  }
  await pass(clock, 0)
  expect(fetchedAt.length).toBeGreaterThanOrEqual(5)
  expect(Math.min(...gapsOf(fetchedAt))).toBeGreaterThanOrEqual(4_000)
  expect(Math.max(...gapsOf(fetchedAt))).toBeLessThanOrEqual(6_200)
})

test('P2: when realtime goes live or dies, a mounted query’s own timer follows, without any fetch in between', async () => {
  const { clock, realtime, source } = startPolled()
  const fetchedAt: number[] = []
  render(
    <InApp client={newClient()} realtime={realtime}>
      <Polled name="uncovered" onFetch={() => fetchedAt.push(clock.now())} />
    </InApp>,
  )
  await pass(clock, 100)
  act(() => source.goLive())
  // An open socket answers; what it does not matter here.
  for (let i = 0; i < 10; i += 1) {
    await pass(clock, 20_000)
    source.say({ type: 'alive' })
  }
  expect(fetchedAt).toHaveLength(1)
  const diedAt = clock.now()
  act(() => source.say({ type: 'lost', cause: { code: 'channel-error', message: 'cut' } }))
  await pass(clock, 6_100)
  expect(fetchedAt).toHaveLength(2)
  expect((fetchedAt[1] ?? 0) - diedAt).toBeLessThanOrEqual(6_000)
})

test('P1: a query may have an interval of its own, or none; what is no interval is refused with advice', async () => {
  const { clock, realtime } = startPolled()
  const counts = { fast: 0, off: 0 }
  const client = newClient()
  render(
    <InApp client={client} realtime={realtime}>
      <Polled name="fast" onFetch={() => (counts.fast += 1)} options={{ intervalMs: 1_000 }} />
      <Polled name="off" onFetch={() => (counts.off += 1)} options={{ enabled: false }} />
    </InApp>,
  )
  for (let i = 0; i < 40; i += 1) await pass(clock, 500)
  expect(counts.fast).toBeGreaterThanOrEqual(14)
  expect(counts.fast).toBeLessThanOrEqual(26)
  expect(counts.off).toBe(1)
  for (const intervalMs of [0, -1, Number.NaN, Infinity]) {
    const refused = (): unknown =>
      renderToString(
        <InApp client={client} realtime={realtime}>
          <Polled name="bad" onFetch={() => 1} options={{ intervalMs }} />
        </InApp>,
      )
    expect(refused).toThrow(EverfreshError)
    expect(refused).toThrow(/intervalMs is .* leave it out/)
  }
})

/** A list that the button `show` puts on the screen and takes off again; tells when it was asked for. */
function toggled({ clock, realtime }: Started, client: QueryClient): readonly number[] {
  const asked: number[] = []
  function List(): ReactNode {
    useQuery({ queryKey: ['list', 'a'], queryFn: () => asked.push(clock.now()) })
    return null
  }
  function Screen(): ReactNode {
    const [isShown, setShown] = useState(true)
    return (
      <>
        <Button label="show" onClick={() => setShown(!isShown)} />
        {isShown && <List />}
      </>
    )
  }
  render(
    <InApp client={client} realtime={realtime}>
      <Screen />
    </InApp>,
  )
  return asked
}

test('P6: with the defaults neither focus, nor the network’s return, nor coming back on screen fetches what is fresh', async () => {
  const started = startPolled()
  const { clock, realtime, source } = started
  const queries = coveredQueryDefaults(realtime)
  const asked = toggled(started, new QueryClient({ defaultOptions: { queries } }))
  await pass(clock, 100)
  act(() => source.goLive())
  await pass(clock, 200)
  const before = asked.length
  for (let i = 0; i < 5; i += 1) {
    act(() => {
      focusManager.setFocused(false)
      focusManager.setFocused(true)
      onlineManager.setOnline(false)
      onlineManager.setOnline(true)
    })
    press('show')
    press('show')
    await pass(clock, 500)
  }
  expect(asked).toHaveLength(before)
})

test('P6: what changed while it was off screen is fetched when it comes back, also within the five minutes', async () => {
  const started = startPolled()
  const { clock, realtime, source } = started
  const queries = coveredQueryDefaults(realtime)
  const asked = toggled(started, new QueryClient({ defaultOptions: { queries } }))
  await pass(clock, 100)
  act(() => source.goLive())
  await pass(clock, 200)
  press('show')
  realtime.emit({ type: 'LIST', list: 'a' })
  await pass(clock, 600)
  const before = asked.length
  press('show')
  await pass(clock, 10)
  expect(asked).toHaveLength(before + 1)
})

test('P4: the defaults retry once, not while hidden, and not while the backend is away', async () => {
  const { clock, environment, realtime } = startPolled()
  const { retry } = coveredQueryDefaults(realtime)
  const seen = { visible: [retry(0), retry(1)], hidden: [retry(0)] }
  act(() => environment.visible.set(false))
  seen.hidden = [retry(0)]
  act(() => environment.visible.set(true))
  expect(seen).toEqual({ visible: [true, false], hidden: [false] })
  const client = newClient()
  const fail = () => Promise.reject(new Error('the backend failed'))
  realtime.attach(client.getQueryCache())
  for (let i = 0; i < 3; i += 1)
    await client.fetchQuery({ queryKey: ['list', i], queryFn: fail }).catch(() => undefined)
  expect([realtime.state.current.backend, retry(0)]).toEqual(['away', false])
  await clock.pass(0)
})

test('P1: the age of the screen renders who shows it when a fetch moves it, not for each event of the cache', async () => {
  const { clock, realtime } = startPolled()
  const client = newClient()
  const shown: (number | undefined)[] = []
  function Age(): ReactNode {
    shown.push(useFreshness().updatedAt)
    return null
  }
  const app = (children: ReactNode): ReactNode => (
    <InApp client={client} realtime={realtime}>
      {children}
    </InApp>
  )
  render(app(<Age />))
  await pass(clock, 100)
  const before = shown.length
  for (let i = 0; i < 50; i += 1) act(() => void client.setQueryData(['list', i], i))
  await pass(clock, 200)
  expect(shown.slice(before)).toEqual([])
  const started: Started = { ...startPolled(), clock, realtime }
  toggled(started, client)
  await pass(clock, 200)
  expect(shown.slice(before)).toEqual([300])
})
