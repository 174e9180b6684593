import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectRaw, joinFrame } from '../../src/realtime/testing/raw-client.ts'
import { openStage, type Stage } from '../../src/realtime/testing/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

it('a private topic with a NUL in it is nobody’s', async () => {
  const client = await connectRaw(stage)
  client.send(joinFrame('a\0b', { private: true, token: await stage.token() }))
  expect((await client.event('a\0b', 'phx_reply'))[4]).toMatchObject({
    status: 'error',
    response: { reason: expect.stringContaining('do not have permissions') },
  })
  const body = JSON.stringify({
    messages: [{ topic: 'a\0b', event: 'e', payload: {}, private: true }],
  })
  const { tokens } = stage.context
  const headers = { apikey: tokens.serviceKey, 'content-type': 'application/json' }
  const url = `${stage.url}/realtime/v1/api/broadcast`
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202)
  expect(stage.warnings).toEqual([])
  client.close()
})

it('a table with a NUL in its name is not there, and the channel is told so once', async () => {
  const client = await connectRaw(stage)
  const binding = { event: '*', schema: 'public', table: 'a\0' }
  client.send(joinFrame('a', { postgres_changes: [binding] }))
  expect((await client.event('a', 'system'))[4]).toMatchObject({
    status: 'error',
    message: expect.stringContaining('Unable to subscribe to changes'),
  })
  expect(stage.warnings).toEqual([])
  client.close()
})
