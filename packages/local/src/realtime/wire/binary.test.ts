import { expect, it } from 'vitest'
import { decodePush, encodeUserBroadcast } from './binary.ts'

/** As supabase-js 2.119.1 sends it: join_ref 1, ref 2, topic realtime:room, event hi, {"a":1}. */
const push = Buffer.from('0301010d02000131327265616c74696d653a726f6f6d68697b2261223a317d', 'hex')

it('reads the push of a real client', () => {
  expect(decodePush(push)).toEqual({
    joinRef: '1',
    ref: '2',
    topic: 'realtime:room',
    broadcast: { event: 'hi', meta: '', body: { encoding: 'json', text: '{"a":1}' } },
  })
})

it('writes a broadcast as the real server does', () => {
  const broadcast = {
    event: 'hi',
    meta: '{"id":"u1","replayed":true}',
    body: { encoding: 'json', text: '{"a":1}' },
  } as const
  const bytes = encodeUserBroadcast('realtime:room', broadcast)
  expect(bytes?.subarray(0, 5)).toEqual(Buffer.from([4, 0x0d, 2, 0x1b, 1]))
  expect(bytes?.subarray(5).toString()).toBe('realtime:roomhi{"id":"u1","replayed":true}{"a":1}')
})

it('passes bytes on unread', () => {
  const raw = Buffer.from(push)
  raw[6] = 0
  const body = decodePush(Buffer.concat([raw, Buffer.from([0xff, 0x00])]))?.broadcast.body
  expect(body).toEqual({ encoding: 'binary', bytes: Buffer.from('{"a":1}\xff\x00', 'latin1') })
})

it.each([
  ['another kind', Buffer.from([9, 9, 9, 9, 9])],
  ['nothing', Buffer.alloc(0)],
  ['a header whose lengths are longer than the frame', push.subarray(0, 12)],
  ['JSON that is none', Buffer.concat([push.subarray(0, -1), Buffer.from('x')])],
  ['an unknown encoding', Buffer.concat([push.subarray(0, 6), Buffer.from([2]), push.subarray(7)])],
])('refuses %s', (_, bytes) => {
  expect(decodePush(bytes)).toBeUndefined()
})

it('writes no frame whose topic is too long for its length byte', () => {
  const broadcast = { event: 'e', meta: '', body: { encoding: 'json', text: '{}' } } as const
  expect(encodeUserBroadcast('ä'.repeat(128), broadcast)).toBeUndefined()
  expect(encodeUserBroadcast('a'.repeat(255), broadcast)).toHaveLength(5 + 255 + 1 + 2)
})
