// @vitest-environment happy-dom
import {
  notifyManager,
  QueryClient,
  QueryClientProvider,
  QueryObserver,
  useQuery,
} from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { start } from '../test/start.tsx'
import { RealtimeProvider } from './provider.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** Frames come when the test says so. */
function frames() {
  const waiting = new Map<number, () => void>()
  vi.stubGlobal('requestAnimationFrame', (fn: () => void) => {
    waiting.set(waiting.size + 1, fn)
    return waiting.size
  })
  vi.stubGlobal('cancelAnimationFrame', (id: number) => waiting.delete(id))
  return {
    paint: () => {
      for (const fn of waiting.values()) fn()
      waiting.clear()
    },
    waiting: () => waiting.size,
  }
}

function List(): ReactNode {
  const { data } = useQuery({ queryKey: ['list', 'a'], queryFn: () => Promise.resolve('shown') })
  return <p>{data}</p>
}

test('what was fetched is recorded as seen at the frame after React was told, once, and caused by its fetch', async () => {
  const { paint, waiting } = frames()
  const { realtime, trace } = start()
  const rendered = () => trace.entries().filter(({ what }) => what === 'rendered')
  const { unmount } = render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={realtime} scope="a">
        <RealtimeProvider realtime={realtime} scope="a">
          <List />
        </RealtimeProvider>
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('shown')
  expect(rendered()).toEqual([])
  act(paint)
  const settled = trace.entries().find(({ what }) => what === 'settled')
  expect(rendered()).toMatchObject([{ causes: [settled?.id], detail: { key: ['list', 'a'] } }])
  unmount()
  expect(waiting()).toBe(0)
})

test('nothing is recorded as seen while the page is hidden', async () => {
  const { paint } = frames()
  const { environment, realtime, trace } = start()
  environment.visible.set(false)
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={realtime} scope="a">
        <List />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('shown')
  act(paint)
  expect(trace.entries().map(({ what }) => what)).toContain('settled')
  expect(trace.entries().map(({ what }) => what)).not.toContain('rendered')
})

/** The list is fetched, and its frame asked for. */
async function shown() {
  const { paint, waiting } = frames()
  const started = start()
  const view = render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider realtime={started.realtime} scope="a">
        <List />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('shown')
  await waitFor(() => expect(waiting()).toBe(1))
  return { ...started, ...view, paint, waiting }
}

test('a page that is hidden before the frame records nothing when it is shown again', async () => {
  const { environment, paint, trace, waiting } = await shown()
  environment.visible.set(false)
  expect(waiting()).toBe(0)
  environment.visible.set(true)
  act(paint)
  expect(trace.entries().map(({ what }) => what)).not.toContain('rendered')
})

test('no frame is asked for after the end', () => {
  const { waiting } = frames()
  const { realtime, trace } = start()
  const client = new QueryClient()
  const key = ['list', 'a']
  const observer = new QueryObserver(client, { queryKey: key, initialData: 'shown' })
  const unwatch = observer.subscribe(() => undefined)
  const tell: (() => void)[] = []
  notifyManager.setScheduler(fn => tell.push(fn))
  const undo = trace.renders({
    pollMode: realtime.pollMode,
    cache: client.getQueryCache(),
    schedule: notifyManager.schedule,
  })
  const hash = JSON.stringify(key)
  trace.add('query', 'settled', { key, hash, outcome: 'success', ms: 1 })
  undo()
  for (const fn of tell) fn()
  notifyManager.setScheduler(fn => setTimeout(fn, 0))
  unwatch()
  expect(tell).not.toEqual([])
  expect(waiting()).toBe(0)
})
