// @vitest-environment happy-dom
import { createAuthStateManager, createRealtime, type Realtime } from '@everfresh/core'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '@everfresh/core/testing'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, cleanup, render, waitFor } from '@testing-library/react'
import { StrictMode, version, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import {
  createUserClients,
  RealtimeProvider,
  UserBoundary,
  useRealtime,
  useResurrectionPolling,
} from './index.ts'

afterEach(cleanup)

function start() {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const environment = manualEnvironment()
  const auth = createAuthStateManager({ sessions, clock })
  const realtime: Realtime = createRealtime({
    source,
    auth,
    toEvents: () => [],
    rules: {},
    families: [['list']],
    clock,
    random: () => 0.5,
    environment,
  })
  return { auth, clock, environment, realtime, sessions, source }
}

function Status(): ReactNode {
  const { status, cause } = useRealtime()
  return <output>{cause === undefined ? status : `${status}: ${cause.code}`}</output>
}

test('these tests run over the React that they are meant for', () => {
  expect(version.split('.')[0]).toBe(process.env['REACT_MAJOR'])
})

test('C9: in StrictMode there is one channel, and it is gone when the provider is', () => {
  const { clock, realtime, sessions, source } = start()
  sessions.say(sessionOf('ann'))
  const view = render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <RealtimeProvider realtime={realtime} scope="a">
          <Status />
        </RealtimeProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
  clock.advance(10)
  expect(source.log).toEqual(['open a for ann'])
  view.unmount()
  clock.advance(10)
  expect(source.log).toEqual(['open a for ann', 'close a'])
})

test('the screen follows the connection: connecting, live, polling with its cause', () => {
  const { realtime, sessions, source } = start()
  sessions.say(sessionOf('ann'))
  const view = render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={realtime} scope="a">
        <Status />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  const seen = [view.container.textContent]
  act(() => source.goLive())
  seen.push(view.container.textContent)
  act(() => source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'cut' } }))
  seen.push(view.container.textContent)
  expect(seen).toEqual(['connecting', 'live', 'polling: socket-closed'])
})

test('an answering heartbeat re-renders nobody', () => {
  const { realtime, sessions, source } = start()
  sessions.say(sessionOf('ann'))
  const renders: string[] = []
  function Counting(): ReactNode {
    renders.push(useRealtime().status)
    return null
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={realtime} scope="a">
        <Counting />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  act(() => source.goLive())
  const before = renders.length
  act(() => {
    for (let i = 0; i < 20; i += 1) source.say({ type: 'alive' })
  })
  expect(renders).toHaveLength(before)
})

test('P2: the hook gives TanStack one number a cycle, and another as soon as the state changes', async () => {
  const { clock, realtime, sessions, source } = start()
  sessions.say(sessionOf('ann'))
  const intervals: (number | false)[] = []
  const queryClient = new QueryClient()
  queryClient.setQueryData(['list'], 1)
  function List(): ReactNode {
    const refetchInterval = useResurrectionPolling()
    useQuery({
      queryKey: ['list'],
      queryFn: () => 1,
      staleTime: Infinity,
      refetchInterval: query => {
        const interval = refetchInterval(query)
        intervals.push(interval)
        return interval
      },
    })
    return null
  }
  const tree = (): ReactNode => (
    <QueryClientProvider client={queryClient}>
      <RealtimeProvider realtime={realtime} scope="a">
        <List />
      </RealtimeProvider>
    </QueryClientProvider>
  )
  const view = render(tree())
  for (let i = 0; i < 20; i += 1) {
    clock.advance(100)
    view.rerender(tree())
  }
  expect(new Set(intervals).size).toBe(1)
  expect(intervals[0]).toBeGreaterThanOrEqual(4_000)
  expect(intervals[0]).toBeLessThanOrEqual(6_000)
  intervals.length = 0
  await act(async () => source.goLive())
  expect(intervals.at(-1)).toBeGreaterThanOrEqual(299_000)
  view.unmount()
})

test('R8: nothing of the last user is on screen or in the cache when another signs in', async () => {
  const { auth, sessions } = start()
  const made: QueryClient[] = []
  const clients = createUserClients(auth, () => {
    const client = new QueryClient()
    made.push(client)
    return client
  })
  const frames: string[] = []
  function Screen(): ReactNode {
    const { data } = useQuery({ queryKey: ['list'], queryFn: () => 'fetched', enabled: false })
    frames.push(String(data))
    return <p>{String(data)}</p>
  }
  const view = render(
    <UserBoundary clients={clients} fallback={<p>signing in</p>}>
      <Screen />
    </UserBoundary>,
  )
  expect(view.container.textContent).toBe('signing in')
  act(() => sessions.say(sessionOf('ann')))
  act(() => void made[0]?.setQueryData(['list'], 'of ann'))
  await waitFor(() => expect(view.container.textContent).toBe('of ann'))
  frames.length = 0
  act(() => sessions.say(sessionOf('ben')))
  expect(frames).not.toContain('of ann')
  expect(view.container.textContent).toBe('undefined')
  expect(made[0]?.getQueryCache().getAll()).toEqual([])
  expect(made).toHaveLength(2)
})

test('R8: a cache listener that throws while it is cleared keeps nobody’s data', () => {
  const { auth, sessions } = start()
  const clients = createUserClients(auth, () => new QueryClient())
  sessions.say(sessionOf('ann'))
  const { client } = clients.current.current
  client.setQueryData(['list'], 'of ann')
  client.getQueryCache().subscribe(() => {
    throw new Error('a fault of the app')
  })
  sessions.say(sessionOf('ben'))
  expect(clients.current.current).toMatchObject({ userId: 'ben', generation: 1 })
  expect(clients.current.current.client).not.toBe(client)
})

test('R8: a first sign-in, a new token and an added e-mail keep the cache', () => {
  const { auth, sessions } = start()
  let made = 0
  const clients = createUserClients(auth, () => {
    made += 1
    return new QueryClient()
  })
  const before = clients.current.current.client
  sessions.say(null, 'INITIAL_SESSION')
  sessions.say({ ...sessionOf('ann'), isAnonymous: true })
  sessions.say({ ...sessionOf('ann', 'another token'), isAnonymous: true })
  sessions.say({ ...sessionOf('ann', 'another token'), isAnonymous: false })
  expect(clients.current.current.client).toBe(before)
  expect(made).toBe(1)
})

test('R8: after a sign-out the cache is empty before any subscriber hears of it', () => {
  const { auth, sessions } = start()
  const clients = createUserClients(auth, () => new QueryClient())
  sessions.say(sessionOf('ann'))
  const { client } = clients.current.current
  client.setQueryData(['list'], 'of ann')
  const seen: number[] = []
  auth.subscribe('Screen', () => void seen.push(client.getQueryCache().getAll().length))
  sessions.say(null, 'SIGNED_OUT')
  expect(seen).toEqual([1, 0])
})

test('outside of the provider the hooks say what is missing', () => {
  expect(() => renderToString(<Status />)).toThrow(/outside of <RealtimeProvider>/)
})

test('it renders on the server', () => {
  const { realtime } = start()
  const html = renderToString(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={realtime} scope="a">
        <Status />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  expect(html).toContain('waiting-auth')
})
