import type { BroadcastBody, BroadcastPush, UserBroadcast } from './frame.ts'

// Layouts and numbers: Supabase Realtime, serializer 2.0.0. Every length is one byte.
const PUSH = 3
const BROADCAST = 4
const RAW = 0
const JSON_TEXT = 1
const LONGEST = 255

/** Reads a broadcast push (kind 3). Undefined when the bytes are not one, or its JSON is none. */
export function decodePush(bytes: Buffer): BroadcastPush | undefined {
  if (bytes.length < 7 || bytes[0] !== PUSH) return undefined
  const lengths = [...bytes.subarray(1, 6)]
  const encoding = bytes[6]
  let at = 7
  const parts: string[] = []
  for (const length of lengths) {
    if (at + length > bytes.length) return undefined
    parts.push(bytes.toString('utf8', at, at + length))
    at += length
  }
  const body = bodyOf(encoding, bytes.subarray(at))
  if (body === undefined) return undefined
  const [joinRef = '', ref = '', topic = '', event = ''] = parts
  // The sender's metadata says how to keep the message; it is not for the receivers.
  return { joinRef, ref, topic, broadcast: { event, meta: '', body } }
}

/** Writes a broadcast (kind 4). Undefined when a part is longer than its length byte can say. */
export function encodeUserBroadcast(topic: string, broadcast: UserBroadcast): Buffer | undefined {
  const parts = [topic, broadcast.event, broadcast.meta].map(part => Buffer.from(part))
  if (parts.some(part => part.length > LONGEST)) return undefined
  const { body } = broadcast
  const isJson = body.encoding === 'json'
  const header = [BROADCAST, ...parts.map(part => part.length), isJson ? JSON_TEXT : RAW]
  return Buffer.concat([
    Buffer.from(header),
    ...parts,
    isJson ? Buffer.from(body.text) : body.bytes,
  ])
}

function bodyOf(encoding: number | undefined, bytes: Buffer): BroadcastBody | undefined {
  if (encoding === RAW) return { encoding: 'binary', bytes: Buffer.from(bytes) }
  if (encoding !== JSON_TEXT) return undefined
  const text = bytes.toString('utf8')
  return isJson(text) ? { encoding: 'json', text } : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
