import type { PostgrestResponse } from '@supabase/supabase-js'
import { expect, it } from 'vitest'
import { fetchPage, pageCount } from './page.ts'

const stored = Array.from({ length: 30 }, (_, n) => n)

/** Answers as PostgREST does: 416 when the range begins after the last row. */
async function fetchRange(from: number, to: number): Promise<PostgrestResponse<number>> {
  if (from > 0 && from >= stored.length) {
    const error = {
      message: 'Requested range not satisfiable',
      details: '',
      hint: '',
      code: 'PGRST103',
    }
    return {
      error,
      data: null,
      count: null,
      status: 416,
      statusText: '',
    } as PostgrestResponse<number>
  }
  const data = stored.slice(from, to + 1)
  return { error: null, data, count: stored.length, status: 206, statusText: '', success: true }
}

it('gives the rows of a page and the total of all', async () => {
  const second = await fetchPage(2, 24, fetchRange)
  expect(second).toEqual({ rows: [24, 25, 26, 27, 28, 29], total: 30 })
})

it('takes a page beyond the end for an empty one and still knows the total', async () => {
  expect(await fetchPage(9, 24, fetchRange)).toEqual({ rows: [], total: 30 })
})

it('counts at least one page', () => {
  expect([0, 1, 24, 25].map(total => pageCount(total, 24))).toEqual([1, 1, 1, 2])
})
