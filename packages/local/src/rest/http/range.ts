import { rangeError } from '../errors.ts'

/** A part of a list. */
interface Slice {
  readonly offset: number
  /** Undefined: to the end. */
  readonly limit?: number
}

/** The slice a `Range` header such as `0-9` or `10-` asks for. Throws {@link RestError} PGRST103. */
export function parseRange(header: string | undefined): Slice {
  const found = /^(\d{1,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (found === null) return { offset: 0 }
  const [, first = '', last = ''] = found
  const offset = Number(first)
  if (last === '') return { offset }
  if (Number(last) < offset) {
    throw rangeError(
      'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    )
  }
  return { offset, limit: Number(last) - offset + 1 }
}

/** Both slices at once, at most `maxRows` long. Throws {@link RestError} PGRST103 for a negative limit. */
export function intersect(header: Slice, query: Slice, maxRows: number): Required<Slice> {
  if (query.limit !== undefined && query.limit < 0) {
    throw rangeError('Limit should be greater than or equal to zero.')
  }
  const offset = Math.max(header.offset, query.offset)
  const ends = [header, query].map(slice =>
    slice.limit === undefined ? Infinity : slice.offset + slice.limit,
  )
  const limit = Math.min(Math.max(Math.min(...ends) - offset, 0), maxRows)
  return { offset, limit }
}

/** `Content-Range`: `0-4/5`, and a star for what is empty or unknown. */
export function contentRange(offset: number, rows: number, total: number | undefined): string {
  const part = rows > 0 && total !== 0 ? `${offset}-${offset + rows - 1}` : '*'
  return `${part}/${total ?? '*'}`
}

/** 206 when the rows are fewer than the known total. Throws {@link RestError} PGRST103 past the end. */
export function rangeStatus(offset: number, rows: number, total: number | undefined): 200 | 206 {
  if (total === undefined) return 200
  if (offset > total) {
    throw rangeError(`An offset of ${offset} was requested, but there are only ${total} rows.`)
  }
  return rows < total ? 206 : 200
}
