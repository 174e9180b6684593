import { createAuthStateManager, createRealtime, systemClock } from '@everfresh/core'
import { manualEnvironment, scriptedSessions } from '@everfresh/core/testing'
import { createClient } from '@supabase/supabase-js'
import { test } from 'vitest'
import ws from 'ws'
import { prepareStage, soon } from '../test/stage.ts'
import { supabaseSource } from './index.ts'

const stage = prepareStage()

test('A2: a client whose tokens come from another issuer joins with them', async () => {
  const { client: issuer } = await stage.connect()
  const { data } = await issuer.auth.getSession()
  const { access_token: accessToken = '', user } = data.session ?? {}
  const client = createClient(stage.backend.url, stage.backend.anonKey, {
    accessToken: () => Promise.resolve(accessToken),
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
  })
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock: systemClock })
  const realtime = createRealtime({
    source: supabaseSource({
      client,
      topic: () => 'list:mine',
      tables: () => [{ table: 'rows' }],
    }),
    auth,
    toEvents: () => [],
    rules: {},
    families: [['rows']],
    environment: manualEnvironment(),
  })
  stage.closing(() => {
    realtime.stop()
    auth.stop()
    void client.removeAllChannels()
  })
  sessions.say({ userId: user?.id ?? '', accessToken, isAnonymous: true })
  realtime.follow('mine')
  await soon(() => realtime.state.current.status).toBe('live')
})
