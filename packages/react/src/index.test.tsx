import { createAuthStateManager, createRealtime } from '@everfresh/core'
import { manualClock, scriptedSessions, scriptedSource } from '@everfresh/core/testing'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { importEffects } from '../../core/test/import-effects.ts'
import { InApp, newClient } from '../test/start.tsx'

test('W1: importing the package in Node does nothing', async () => {
  expect(await importEffects(() => import('./index.ts'))).toEqual([])
})

test('W1: a realtime made and rendered in Node, where there is no page, keeps no timer armed', () => {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const realtime = createRealtime<never>({
    source,
    auth: createAuthStateManager({ sessions, clock }),
    toEvents: () => [],
    rules: {},
    families: [['list']],
    clock,
  })
  renderToString(<InApp client={newClient()} realtime={realtime} />)
  clock.advance(1_000)
  expect(clock.pending()).toBe(0)
  expect(source.log).toEqual([])
})
