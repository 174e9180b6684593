// @vitest-environment happy-dom
import { sessionOf } from '@everfresh/core/testing'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, version, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { start } from '../test/start.tsx'
import { RealtimeProvider, useRealtime, useResurrectionPolling } from './index.ts'

afterEach(cleanup)

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

test('outside of the provider the hooks say what is missing', () => {
  expect(() => renderToString(<Status />)).toThrow(
    expect.objectContaining({
      code: 'no-provider',
      message: expect.stringContaining('outside of <RealtimeProvider>'),
    }),
  )
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
