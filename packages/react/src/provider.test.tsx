// @vitest-environment happy-dom
import { sessionOf } from '@everfresh/core/testing'
import { cleanup, render } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { backend, InApp, List, newClient, pass, start, type Started } from '../test/start.tsx'
import { RealtimeProvider, useRealtime } from './index.ts'

afterEach(cleanup)

function signedIn(): Started {
  const started = start()
  started.sessions.say(sessionOf('ann'))
  return started
}

function Status(): ReactNode {
  return <output>{useRealtime().status}</output>
}

test.each([['plain'], ['strict']])(
  'C9: hot reload replaces the module under a mounted provider: one channel, no timer left, and it stays fresh (%s)',
  async mode => {
    const client = newClient()
    const rows = backend({ a: 'one' })
    const wrapper = mode === 'strict' ? { wrapper: StrictMode } : {}
    const tree = ({ realtime }: Started): ReactNode => (
      <InApp client={client} realtime={realtime}>
        <Status />
        <List of="a" backend={rows} />
      </InApp>
    )
    const old = signedIn()
    const view = render(tree(old), wrapper)
    await rows.answer()

    // As vite does: the old module is disposed of, the new one runs, the components render anew.
    old.realtime.stop()
    const next = signedIn()
    view.rerender(tree(next))
    await pass(next.clock, 10)
    await pass(old.clock, 60_000)
    next.source.goLive()
    await pass(next.clock, 10)
    await rows.answer()
    expect(old.source.log).toEqual(['open a for ann', 'close a'])
    expect(old.clock.pending()).toBe(0)
    expect(next.source.log).toEqual(['open a for ann'])

    rows.rows['a'] = 'two'
    next.realtime.emit({ type: 'LIST', list: 'a' })
    await pass(next.clock, 600)
    await rows.answer()
    expect(view.container.textContent).toBe('livetwo')
    view.unmount()
    next.realtime.stop()
    await pass(next.clock, 10)
    expect(next.clock.pending()).toBe(0)
  },
)

test('C9: two providers share one channel, which is there until both are gone', async () => {
  const { clock, realtime, source } = signedIn()
  const client = newClient()
  const rows = backend({ a: 'row' })
  const tree = (both: boolean): ReactNode => (
    <InApp client={client} realtime={realtime}>
      <List of="a" backend={rows} />
      {both && (
        <RealtimeProvider realtime={realtime} scope="a">
          <Status />
        </RealtimeProvider>
      )}
    </InApp>
  )
  const view = render(tree(true))
  await pass(clock, 10)
  view.rerender(tree(false))
  await pass(clock, 10)
  expect(source.log).toEqual(['open a for ann'])
  source.goLive()
  await rows.answer()
  await pass(clock, 2_000)
  await rows.answer()
  const before = rows.asked['a'] ?? 0
  realtime.emit({ type: 'LIST', list: 'a' })
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(before + 1)
  view.unmount()
  await pass(clock, 10)
  expect(source.log).toEqual(['open a for ann', 'close a'])
  expect(client.getQueryCache().hasListeners()).toBe(false)
})

test('C9: from a to b and back within 50 ms there is one channel, for a', async () => {
  const { clock, realtime, source } = signedIn()
  const client = newClient()
  const tree = (scope: string): ReactNode => (
    <InApp client={client} realtime={realtime} scope={scope} />
  )
  const view = render(tree('a'))
  await pass(clock, 1_000)
  view.rerender(tree('b'))
  await pass(clock, 25)
  view.rerender(tree('a'))
  await pass(clock, 25)
  expect(source.openScopes()).toEqual(['a'])
})
