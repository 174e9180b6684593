import { describe, expect, it } from 'vitest'
import { decodeText, encodeText } from './serializer.ts'

const reply = {
  joinRef: '6',
  ref: '7',
  topic: 'realtime:a',
  event: 'phx_reply',
  payload: '{"status":"ok","response":{}}',
}

describe('a 2.0.0 client', () => {
  it('is read from an array of five', () => {
    expect(decodeText('2.0.0', '["1","2","realtime:a","phx_leave",{"x":1}]')).toEqual({
      joinRef: '1',
      ref: '2',
      topic: 'realtime:a',
      event: 'phx_leave',
      payload: { x: 1 },
    })
  })

  it('is written an array of five', () => {
    expect(encodeText('2.0.0', reply)).toBe(
      '["6","7","realtime:a","phx_reply",{"status":"ok","response":{}}]',
    )
  })

  it.each(['hello', '', '5', 'null', '{"topic":"phoenix","event":"heartbeat"}', '["1","1","a"]'])(
    'is not understood when it sends %j',
    text => {
      expect(decodeText('2.0.0', text)).toBeUndefined()
    },
  )

  it('gets numbers that JavaScript cannot hold, digit by digit', () => {
    const payload = '{"id":9007199254740993}'
    expect(encodeText('2.0.0', { ...reply, joinRef: null, ref: null, payload })).toBe(
      '[null,null,"realtime:a","phx_reply",{"id":9007199254740993}]',
    )
  })
})

describe('a 1.0.0 client', () => {
  it('is read from an object, whose join_ref may be missing', () => {
    const text = '{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"3"}'
    expect(decodeText('1.0.0', text)).toEqual({
      joinRef: null,
      ref: '3',
      topic: 'phoenix',
      event: 'heartbeat',
      payload: {},
    })
  })

  it('is written an object without join_ref', () => {
    expect(JSON.parse(encodeText('1.0.0', reply))).toEqual({
      ref: '7',
      event: 'phx_reply',
      topic: 'realtime:a',
      payload: { status: 'ok', response: {} },
    })
  })

  it('is not understood when it sends an array', () => {
    expect(decodeText('1.0.0', '["1","2","realtime:a","phx_leave",{}]')).toBeUndefined()
  })
})
