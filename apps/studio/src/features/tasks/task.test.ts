import { expect, it } from 'vitest'
import { thumbnailUrl, toTask } from './task.ts'

const row = {
  id: 't',
  status: 'Cancelled',
  task_type: 'image',
  params: { prompt: 'a fox' },
  created_at: 'created',
  updated_at: 'touched',
  generation_started_at: null,
  generation_processed_at: null,
  error_message: null,
  output_location: null,
} as const

it('ended when the worker says so, else when it was last touched, and not at all while it is open', () => {
  expect(toTask(row).endedAt).toBe('touched')
  expect(toTask({ ...row, status: 'Complete', generation_processed_at: 'done' }).endedAt).toBe(
    'done',
  )
  expect(toTask({ ...row, status: 'In Progress' }).endedAt).toBeUndefined()
})

it('has its thumbnail beside its picture', () => {
  expect(thumbnailUrl('http://host/p/t.webp')).toBe('http://host/p/t-thumb.webp')
})

it('says which one of a batch it is, and nothing when it is alone', () => {
  const place = (params: Parameters<typeof toTask>[0]['params']) => toTask({ ...row, params }).place
  expect(place({ prompt: 'a fox', index: 1, of: 6 })).toBe('2 of 6')
  expect(place({ prompt: 'a fox', index: 0, of: 1 })).toBeUndefined()
  expect(place({ prompt: 'a fox' })).toBeUndefined()
})
