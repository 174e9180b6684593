import { encodeUserBroadcast } from './binary.ts'
import type { BroadcastBody, UserBroadcast, Vsn } from './frame.ts'
import { encodeText } from './serializer.ts'

/**
 * A message for all members of a topic. An `envelope` is JSON text `{"type":"broadcast",..}` that a
 * client or the HTTP API made as a whole and is passed on as it is; a `user` broadcast came in parts
 * (a binary push, or a row of realtime.messages) and goes out as bytes where the dialect has them.
 */
export type Broadcast =
  | { readonly form: 'envelope'; readonly envelope: string }
  | { readonly form: 'user'; readonly user: UserBroadcast }

/** A broadcast as the sender wrote it in JSON, whatever keys it has. */
export function envelopeBroadcast(payload: unknown): Broadcast {
  return { form: 'envelope', envelope: JSON.stringify(payload) }
}

/** What a broadcast weighs against the limit on payloads, in bytes. */
export function sizeOf(broadcast: Broadcast): number {
  return broadcast.form === 'envelope'
    ? Buffer.byteLength(broadcast.envelope)
    : bytesOf(broadcast.user.body)
}

export function bytesOf(body: BroadcastBody): number {
  return body.encoding === 'json' ? Buffer.byteLength(body.text) : body.bytes.length
}

/**
 * Encodes a broadcast once per dialect, however many members there are. A 1.0.0 client cannot be
 * given bytes: for it the result of a binary body is undefined, and it gets nothing.
 */
export function broadcastEncoder(
  topic: string,
  broadcast: Broadcast,
): (vsn: Vsn) => string | Buffer | undefined {
  return oncePerDialect(vsn => encodeBroadcast(vsn, topic, broadcast))
}

/** Remembers what was encoded for each dialect. */
export function oncePerDialect<T>(encode: (vsn: Vsn) => T): (vsn: Vsn) => T {
  const encoded = new Map<Vsn, { readonly frame: T }>()
  return vsn => {
    const known = encoded.get(vsn) ?? { frame: encode(vsn) }
    encoded.set(vsn, known)
    return known.frame
  }
}

/** One broadcast for one client. Undefined when its dialect has no form for it. */
export function encodeBroadcast(
  vsn: Vsn,
  topic: string,
  broadcast: Broadcast,
): string | Buffer | undefined {
  if (broadcast.form === 'envelope') return asText(vsn, topic, broadcast.envelope)
  const bytes = vsn === '2.0.0' ? encodeUserBroadcast(topic, broadcast.user) : undefined
  if (bytes !== undefined) return bytes
  const envelope = envelopeOf(broadcast.user)
  return envelope === undefined ? undefined : asText(vsn, topic, envelope)
}

function envelopeOf({ event, meta, body }: UserBroadcast): string | undefined {
  if (body.encoding === 'binary') return undefined
  const tail = meta === '' ? '' : `,"meta":${meta}`
  return `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${body.text}${tail}}`
}

function asText(vsn: Vsn, topic: string, payload: string): string {
  return encodeText(vsn, { joinRef: null, ref: null, topic, event: 'broadcast', payload })
}
