import { expect, it } from 'vitest'
import type { Generation, GenerationPage } from '../gallery/generation.ts'
import { gone, inShot, ordered, placed, type ShotList, unplaced } from './image-changes.ts'

const picture = (id: string, position?: number): Generation => ({
  id,
  url: undefined,
  thumbUrl: undefined,
  isVideo: false,
  toolType: undefined,
  taskId: undefined,
  prompt: id,
  seed: undefined,
  size: undefined,
  starred: false,
  createdAt: '2026-11-26T12:00:00Z',
  shotIds: ['shot'],
  position,
})
const page = (...items: Generation[]): GenerationPage => ({ items, total: items.length })
const inPlace = page(picture('a', 1), picture('b', 2), picture('c', 5))
const loose = page(picture('x'), picture('y'))
const places = ({ items }: GenerationPage): unknown[] =>
  items.map(({ id, position }) => `${id}${position ?? ''}`)

it('a picture that is placed comes last in the order and leaves those without a place', () => {
  const change = placed(picture('x'))
  expect(places(change(inPlace, 'positioned'))).toEqual(['a1', 'b2', 'c5', 'x6'])
  expect(change(loose, 'unpositioned')).toEqual(page(picture('y')))
  expect(change(inPlace, 'positioned').total).toBe(4)
})

it('a picture that loses its place leaves the order and is last of those without', () => {
  const change = unplaced(picture('b', 2))
  expect(places(change(inPlace, 'positioned'))).toEqual(['a1', 'c5'])
  expect(places(change(loose, 'unpositioned'))).toEqual(['x', 'y', 'b'])
})

it('a new order numbers the pictures from 1 and is of no other list', () => {
  const change = ordered(['c', 'a'])
  expect(places(change(inPlace, 'positioned'))).toEqual(['c1', 'a2', 'b3'])
  expect(change(loose, 'unpositioned')).toBe(loose)
})

it.each([
  ['placed', placed(picture('x'))],
  ['unplaced', unplaced(picture('b', 2))],
  ['gone', gone('b')],
  ['ordered', ordered(['c', 'a'])],
])('comes to the same when applied twice: %s', (_, change) => {
  for (const [list, rows] of [
    ['positioned', inPlace],
    ['unpositioned', loose],
    ['videos', page()],
  ] as const satisfies readonly (readonly [ShotList, GenerationPage])[]) {
    const once = change(rows, list)
    expect(change(once, list)).toBe(once)
  }
})

it('the gallery knows at once which shots a picture is in', () => {
  const gallery = page(picture('a'), picture('b'))
  const added = inShot('a', 'other', true)(gallery)
  expect(added.items.map(({ shotIds }) => shotIds)).toEqual([['shot', 'other'], ['shot']])
  expect(added.items[1]).toBe(gallery.items[1])
  expect(inShot('a', 'other', false)(added)).toEqual(gallery)
  expect(inShot('a', 'shot', true)(gallery)).toBe(gallery)
})
