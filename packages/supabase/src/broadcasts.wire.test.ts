import { createAuthStateManager, createRealtime, createTrace, systemClock } from '@everfresh/core'
import { manualEnvironment } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { prepareStage, soon } from '../test/stage.ts'
import { supabaseSessions, supabaseSource } from './index.ts'

const stage = prepareStage()

test('C1: a scope of broadcasts alone is live once the server says that the database’s arrive', async () => {
  const { client } = await stage.connect()
  const trace = createTrace(systemClock, { rows: true })
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const realtime = createRealtime({
    source: supabaseSource({
      client,
      topic: () => 'list:mine',
      tables: () => [],
      broadcasts: ['ping'],
    }),
    auth,
    toEvents: change =>
      change.kind === 'message' ? [{ type: 'PING', payload: change.payload } as const] : [],
    rules: { PING: () => [['pings']] },
    families: [['pings']],
    environment: manualEnvironment(),
    trace,
  })
  stage.closing(() => {
    realtime.stop()
    auth.stop()
  })
  realtime.follow('mine')
  await soon(() => realtime.state.current.status).toBe('live')
  await stage.backend.sql(`select realtime.send('{"n":1}', 'ping', 'list:mine', true)`)
  const events = () =>
    trace.entries().flatMap(({ what, detail }) => (what === 'event' ? [detail['event']] : []))
  await soon(events).toEqual([
    { type: 'PING', payload: expect.objectContaining({ n: 1 }) as unknown },
  ])
})
