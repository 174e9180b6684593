import type { PostgrestResponse } from '@supabase/supabase-js'
import { countOf, RequestError, unwrap } from './request-error.ts'

/** One page of rows, and how many rows there are on all pages. */
export interface Page<Row> {
  readonly rows: Row[]
  readonly total: number
}

type FetchRange<Row> = (from: number, to: number) => PromiseLike<PostgrestResponse<Row>>

const RANGE_NOT_SATISFIABLE = 416

/**
 * Fetches page `page` (from 1) of a query that counts its rows exactly. A page beyond the end is no
 * error: rows may have been deleted since; it has no rows and the total of the first.
 */
export async function fetchPage<Row>(
  page: number,
  size: number,
  fetchRange: FetchRange<Row>,
): Promise<Page<Row>> {
  const first = (page - 1) * size
  try {
    return toPage(await fetchRange(first, first + size - 1))
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== RANGE_NOT_SATISFIABLE) throw error
    const { total } = toPage(await fetchRange(0, 0))
    return { rows: [], total }
  }
}

function toPage<Row>(answer: PostgrestResponse<Row>): Page<Row> {
  return { rows: unwrap(answer), total: countOf(answer) }
}

/** How many pages that many rows make; at least one. */
export function pageCount(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size))
}
