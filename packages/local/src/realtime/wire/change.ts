import type { Vsn } from './frame.ts'
import { encodeText } from './serializer.ts'

interface Encoded {
  readonly topic: string
  readonly data: string
  readonly ids: string
  readonly frame: string
}

const latest = new Map<Vsn, Encoded>()

/**
 * Writes a change for one channel. Many channels are told the same one after another, mostly under
 * the same topic and for the same bindings: their frame is written once.
 */
export function encodeChange(
  vsn: Vsn,
  topic: string,
  ...[data, ids]: readonly [data: string, ids: readonly number[]]
): string {
  const idsText = JSON.stringify(ids)
  const last = latest.get(vsn)
  if (last?.topic === topic && last.ids === idsText && last.data === data) return last.frame
  const payload = `{"data":${data},"ids":${idsText}}`
  const frame = encodeText(vsn, {
    joinRef: null,
    ref: null,
    topic,
    event: 'postgres_changes',
    payload,
  })
  latest.set(vsn, { topic, data, ids: idsText, frame })
  return frame
}
