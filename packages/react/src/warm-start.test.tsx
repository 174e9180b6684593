// @vitest-environment happy-dom
import { scriptedLog, sessionOf } from '@everfresh/core/testing'
import { cleanup, render } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { backend, List, newClient, pass, start } from '../test/start.tsx'
import { createUserClients, RealtimeProvider, UserBoundary } from './index.ts'

afterEach(cleanup)

const change = { kind: 'rows', schema: 'public', operation: 'UPDATE', ids: [], route: {} } as const

test.each([
  ['plain', false],
  ['in StrictMode', true],
])(
  'F12: of lists that were kept with a bookmark only the one that changed is fetched (%s)',
  async (_, isStrict) => {
    const log = scriptedLog(['a', 'b'])
    const { auth, clock, realtime, sessions, source } = start(log)
    sessions.say(sessionOf('ann'))
    realtime.resume({ scopeId: 'a', userId: 'ann', cursor: '0' })
    const clients = createUserClients(auth, () => {
      const client = newClient()
      for (const list of ['a', 'b']) client.setQueryData(['list', list], 'kept')
      return client
    })
    const rows = backend({ a: 'new', b: 'new' })
    const tree: ReactNode = (
      <UserBoundary clients={clients}>
        <RealtimeProvider realtime={realtime} scope="a">
          <List of="a" backend={rows} />
          <List of="b" backend={rows} />
        </RealtimeProvider>
      </UserBoundary>
    )
    log.keep({ ...change, table: 'b' })
    const { container } = render(tree, isStrict ? { wrapper: StrictMode } : {})
    await pass(clock, 10)
    expect(log.asked).toEqual(['a for ann since 0'])
    await log.answer()
    source.goLive()
    await pass(clock, 10)
    await log.answer()
    await pass(clock, 1_000)
    await rows.answer()
    expect(rows.asked).toEqual({ b: 1 })
    expect(container.textContent).toBe('keptnew')
  },
)
