import {
  createAuthStateManager,
  createRealtime,
  type Realtime,
  type RealtimeState,
} from '@everfresh/core'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { connectionFindings } from './connection-findings.ts'

function liveApp(): { readonly realtime: Realtime<never>; readonly state: () => RealtimeState } {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const realtime = createRealtime<never>({
    source,
    auth: createAuthStateManager({ sessions, clock }),
    toEvents: () => [],
    rules: {},
    families: [],
    environment: manualEnvironment(),
    clock,
  })
  sessions.say(sessionOf('ann'))
  realtime.follow('a')
  source.goLive()
  return { realtime, state: () => realtime.state.current }
}

test('a realtime that was stopped while it was live is told, whatever its last state says', () => {
  const { realtime, state } = liveApp()
  expect(state().status).toBe('live')
  expect(connectionFindings(realtime, 0)).toEqual([])
  realtime.stop()
  expect(connectionFindings(realtime, 0)).toMatchObject([
    { code: 'not-live', severity: 'error', title: expect.stringContaining('was stopped') },
  ])
})
