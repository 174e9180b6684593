import { attempts } from '../attacks/attempts.ts'
import type { RawStep } from './case.ts'
import type { Dice } from './dice.ts'
import { mutated, mutatedBytes } from './mutate.ts'

const starts = [
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /rest/v1/notes HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /rest/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}',
  'POST /auth/v1/signup HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'GET /realtime/v1/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET http://[::1/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET //// HTTP/1.1\r\nHost: a b\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HEAD /storage/v1/object/public/open/%00 HTTP/1.0\r\n\r\n',
  'PUT /_everfresh/faults HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}',
  'POST /rest/v1/notes HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001',
]
const lines = [
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'Host:\r\n',

  'Host: \u0000\r\n',
  ': x\r\n',
  'X: \r\n y\r\n',
  '\r\n',
  'Upgrade: h2c\r\n',
  'Range: bytes=0-\r\n',
  ...attempts.map(each => `X-Attempt: ${each}\r\n`),
]

/** Bytes on a connection that are almost HTTP. */
export function rawRequest(dice: Dice): RawStep {
  const text = dice.pick(starts)
  if (dice.chance(0.3)) {
    return {
      kind: 'raw',
      bytes: mutatedBytes(dice, Buffer.from(text, 'latin1')).toString('base64'),
    }
  }
  const wrong = dice.chance(0.8) ? mutated(dice, text, lines) : text
  return { kind: 'raw', bytes: Buffer.from(wrong).toString('base64') }
}
