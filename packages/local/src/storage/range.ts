/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What a `Range` header asks of an object: all of it, a part, or a part it does not have. */
export type RangeRequest =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  | { readonly kind: 'unsatisfiable' }

const WHOLE: RangeRequest = { kind: 'whole' }

/**
 * Reads a `Range` header against an object of `size` bytes. As RFC 9110 lets a server, anything
 * but one byte range is ignored, which asks for the whole.
 */
export function readRange(header: string | null | undefined, size: number): RangeRequest {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first !== '') return fromTo(Number(first), last === '' ? Infinity : Number(last), size)
  return last === '' ? WHOLE : fromTo(Math.max(size - Number(last), 0), Infinity, size)
}

function fromTo(start: number, last: number, size: number): RangeRequest {
  if (last < start) return WHOLE
  const end = Math.min(last, size - 1)
  return start > end ? { kind: 'unsatisfiable' } : { kind: 'part', range: { start, end } }
}
