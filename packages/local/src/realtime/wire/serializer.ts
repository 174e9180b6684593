import { parseJson } from '../../json.ts'
import type { InboundFrame, OutboundFrame, Vsn } from './frame.ts'

/**
 * Reads one text frame. Undefined when it is no frame of this dialect: not JSON, an array of the
 * wrong length, an object in 2.0.0. Such frames are ignored by the real server too.
 */
export function decodeText(vsn: Vsn, text: string): InboundFrame | undefined {
  const value = parse(text)
  return vsn === '1.0.0' ? fromObject(value) : fromArray(value)
}

/** Writes one text frame. In 1.0.0 the join reference has no place and is left out. */
export function encodeText(vsn: Vsn, frame: OutboundFrame): string {
  const ref = JSON.stringify(frame.ref ?? null)
  const event = JSON.stringify(frame.event)
  const topic = JSON.stringify(frame.topic)
  return vsn === '1.0.0'
    ? `{"ref":${ref},"event":${event},"topic":${topic},"payload":${frame.payload}}`
    : `[${JSON.stringify(frame.joinRef ?? null)},${ref},${topic},${event},${frame.payload}]`
}

function fromObject(value: unknown): InboundFrame | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const frame = value as Readonly<Record<string, unknown>>
  if (!('topic' in frame) || !('event' in frame)) return undefined
  return {
    joinRef: frame['join_ref'] ?? null,
    ref: frame['ref'] ?? null,
    topic: frame['topic'],
    event: frame['event'],
    payload: frame['payload'],
  }
}

function fromArray(value: unknown): InboundFrame | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined
  const [joinRef, ref, topic, event, payload] = value as readonly unknown[]
  return { joinRef, ref, topic, event, payload }
}

function parse(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
