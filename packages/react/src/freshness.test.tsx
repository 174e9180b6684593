// @vitest-environment happy-dom
import { sessionOf } from '@everfresh/core/testing'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { backend, InApp, List, newClient, pass, start, turns } from '../test/start.tsx'
import { useFreshness } from './index.ts'

afterEach(cleanup)

interface ChipProps {
  readonly of: string
  readonly onRender?: (state: string) => void
}

/** Says how fresh one list is. */
function Chip({ of, onRender }: ChipProps): ReactNode {
  const { cause, state } = useFreshness(['list', of])
  onRender?.(state)
  return <output>{cause === undefined ? state : `${state}: ${cause.code}`}</output>
}

/** A list on screen and its chip, live. */
async function liveApp() {
  const started = start()
  const { clock, realtime, sessions, source } = started
  sessions.say(sessionOf('ann'))
  const server = backend({ a: 'milk' })
  const renders: string[] = []
  const view = render(
    <StrictMode>
      <InApp client={newClient()} realtime={realtime}>
        <Chip of="a" onRender={state => renders.push(state)} />
        <List of="a" backend={server} />
      </InApp>
    </StrictMode>,
  )
  await server.answer()
  await act(async () => source.goLive())
  await pass(clock, 10)
  await server.answer()
  const chip = (): string | null | undefined => view.container.querySelector('output')?.textContent
  return { ...started, chip, renders, server }
}

test('a chip follows one query: live, polled with the cause, catching up, live', async () => {
  const { chip, clock, server, source } = await liveApp()
  const seen = [chip()]
  await act(async () => source.say({ type: 'lost', cause: { code: 'socket-closed', message: '' } }))
  seen.push(chip())
  await act(async () => source.goLive())
  seen.push(chip())
  await pass(clock, 10)
  await server.answer()
  seen.push(chip())
  expect(seen).toEqual(['live', 'polling: socket-closed', 'catching-up', 'live'])
})

test('a hundred events and heartbeats that change nothing of it render it not once', async () => {
  const { clock, realtime, renders, server, source } = await liveApp()
  renders.length = 0
  for (let i = 0; i < 100; i += 1) {
    realtime.emit({ type: 'LIST', list: 'elsewhere' })
    source.say({ type: 'alive' })
    await pass(clock, 10)
  }
  expect(renders).toEqual([])
  realtime.emit({ type: 'LIST', list: 'a' })
  await pass(clock, 1_000)
  await server.answer()
  expect(new Set(renders)).toEqual(new Set(['catching-up', 'live']))
  expect(server.asked['a']).toBe(3)
})

test('another key is another query; one that nobody asked for is unknown', async () => {
  const { realtime } = start()
  const client = newClient()
  const tree = (of: string): ReactNode => (
    <InApp client={client} realtime={realtime}>
      <Chip of={of} />
    </InApp>
  )
  client.setQueryData(['list', 'b'], 'bread')
  const view = render(tree('a'))
  expect(view.container.textContent).toBe('unknown: not-cached')
  view.rerender(tree('b'))
  await act(turns)
  expect(view.container.textContent).toBe('unknown: no-session')
  act(() => client.clear())
  await act(turns)
  expect(view.container.textContent).toBe('unknown: not-cached')
})

test('after stop() it is unknown', async () => {
  const { chip, realtime } = await liveApp()
  act(realtime.stop)
  await act(turns)
  expect(chip()).toBe('unknown: not-cached')
})

test('a server knows of nothing, and says so', () => {
  const { realtime } = start()
  const html = renderToString(
    <QueryClientProvider client={new QueryClient()}>
      <InApp client={new QueryClient()} realtime={realtime}>
        <Chip of="a" />
      </InApp>
    </QueryClientProvider>,
  )
  expect(html).toContain('unknown')
})
