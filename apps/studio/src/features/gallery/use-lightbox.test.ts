import { expect, it } from 'vitest'
import type { Generation } from './generation.ts'
import { around } from './use-lightbox.ts'

const picture = (id: string, starred = false): Generation => ({
  id,
  url: undefined,
  thumbUrl: undefined,
  isVideo: false,
  prompt: id,
  toolType: undefined,
  taskId: undefined,
  seed: undefined,
  size: undefined,
  starred,
  createdAt: '2026-11-22T12:00:00Z',
  shotIds: [],
  position: undefined,
})
const [a, b, c, d] = [picture('a'), picture('b'), picture('c'), picture('d')]

const ids = (items: Generation[], generation: Generation, index: number): unknown[] => {
  const { previous, shown, next } = around(items, { generation, index })
  return [previous, shown, next].map(place => place?.generation.id)
}

it('has the neighbours of the picture that is open, and none beyond the ends', () => {
  expect(ids([a, b, c], b, 1)).toEqual(['a', 'b', 'c'])
  expect(ids([a, b, c], a, 0)).toEqual([undefined, 'a', 'b'])
  expect(ids([a, b, c], c, 2)).toEqual(['b', 'c', undefined])
})

it('follows the open picture when a new one comes before it', () => {
  expect(ids([d, a, b, c], b, 1)).toEqual(['a', 'b', 'c'])
})

it('keeps the open picture when it was pushed off the page, between those around its old place', () => {
  expect(ids([d, a, b], c, 2)).toEqual(['a', 'c', 'b'])
})

it('shows the fresh row, not the one from when it was opened', () => {
  expect(around([picture('a', true)], { generation: a, index: 0 }).shown?.generation.starred).toBe(
    true,
  )
})
