import type { RawClient } from './raw-client.ts'

/** A broadcast of either form, with its parts; undefined for another frame. */
export function heard(frame: unknown): unknown {
  if (Array.isArray(frame)) return frame[3] === 'broadcast' ? frame[4] : undefined
  if (!Buffer.isBuffer(frame)) return undefined
  const [, topic = 0, event = 0, meta = 0, encoding] = frame
  const body = frame.subarray(5 + topic + event + meta)
  return {
    event: frame.toString('utf8', 5 + topic, 5 + topic + event),
    meta:
      meta === 0
        ? undefined
        : JSON.parse(frame.toString('utf8', 5 + topic + event, 5 + topic + event + meta)),
    payload: encoding === 1 ? JSON.parse(body.toString()) : body,
  }
}

/** The broadcasts a client has heard so far, in order. */
export function broadcasts(client: RawClient): readonly unknown[] {
  return client.frames.map(heard).filter(each => each !== undefined)
}
