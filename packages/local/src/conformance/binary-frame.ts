import { parseExact } from './exact-json.ts'

const BROADCAST = 4
const JSON_TEXT = 1

/** Takes a binary broadcast apart, so that it can be compared like text. */
export function readBinary(bytes: Buffer): unknown {
  const [kind, ...lengths] = bytes.subarray(0, 4)
  if (kind !== BROADCAST || lengths.length < 3) return { bytes: bytes.toString('base64') }
  let at = 5
  const [topic, event, meta] = lengths.map(length => {
    const part = bytes.toString('utf8', at, at + length)
    at += length
    return part
  })
  const isJson = bytes[4] === JSON_TEXT
  const body = bytes.subarray(at)
  return {
    binary: 'broadcast',
    topic,
    event,
    meta: meta === '' ? '' : parseExact(meta ?? ''),
    body: isJson ? parseExact(body.toString('utf8')) : body.toString('base64'),
    encoding: isJson ? 'json' : 'bytes',
  }
}
