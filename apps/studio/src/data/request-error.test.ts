import { describe, expect, it } from 'vitest'
import { explain, isBackendAway, RequestError } from './request-error.ts'

const failed = (
  status: number,
  message = '',
  code = '',
  hint: string | null = null,
): RequestError => new RequestError({ message, code, hint }, status)

describe('a request that failed', () => {
  it('is put down to the backend when nothing answered, too late or with a 5xx', () => {
    const away = [
      failed(0, 'TypeError: Failed to fetch'),
      failed(0, 'TimeoutError: signal timed out'),
      failed(503),
      failed(429),
    ]
    expect(away.map(error => error.fault)).toEqual([
      'unreachable',
      'slow',
      'unavailable',
      'unavailable',
    ])
    expect(away.every(isBackendAway)).toBe(true)
  })

  it('is put down to what was asked when the database refused it', () => {
    const refused = [
      failed(403, '', '42501'),
      failed(409, '', '23503'),
      failed(400, 'No.', 'P0001'),
    ]
    expect(refused.map(error => error.fault)).toEqual(['not-yours', 'gone', 'refused'])
    expect(refused.some(isBackendAway)).toBe(false)
  })

  it("keeps the database's own sentence and its hint", () => {
    expect(explain(failed(400, 'A project can have 200 open tasks.', 'P0001', 'Wait.'))).toBe(
      'A project can have 200 open tasks. Wait.',
    )
  })

  it('says something about any thrown value', () => {
    expect(explain(new TypeError('x is not a function'))).toContain('x is not a function')
    expect(explain('odd')).toContain('odd')
  })
})
