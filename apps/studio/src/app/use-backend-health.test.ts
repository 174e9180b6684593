import type { QueryCacheNotifyEvent } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { RequestError } from '../data/request-error.ts'
import { verdictOf } from './use-backend-health.ts'

const updated = (action: object): QueryCacheNotifyEvent =>
  ({ type: 'updated', action, query: {} }) as unknown as QueryCacheNotifyEvent
const failed = (status: number): QueryCacheNotifyEvent =>
  updated({ type: 'error', error: new RequestError({ message: '' }, status) })

it('takes the backend for away when a fetch got no answer or a 5xx, and for back when one succeeds', () => {
  expect([failed(0), failed(503), updated({ type: 'success' })].map(verdictOf)).toEqual([
    'away',
    'away',
    'answering',
  ])
})

it('concludes nothing from a refusal, a retry, or data that was not fetched', () => {
  const silent = [
    failed(403),
    updated({ type: 'failed', error: new RequestError({ message: '' }, 503) }),
    updated({ type: 'success', manual: true }),
    updated({ type: 'fetch' }),
    { type: 'added', query: {} } as unknown as QueryCacheNotifyEvent,
  ]
  expect(silent.map(verdictOf)).toEqual(silent.map(() => undefined))
})
