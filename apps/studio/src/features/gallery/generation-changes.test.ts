import { expect, it } from 'vitest'
import { EVERYTHING } from './filters.ts'
import { deleted, remaining, starred } from './generation-changes.ts'
import { type Generation, type GenerationPage, toGeneration } from './generation.ts'

/** Made in the second `at`. */
const picture = (id: string, at: number, star = false, shots: readonly string[] = []): Generation =>
  toGeneration(
    {
      id,
      type: 'image',
      location: null,
      thumbnail_url: null,
      params: null,
      tasks: null,
      starred: star,
      created_at: `2026-11-22T12:00:0${at}+00:00`,
    },
    shots,
  )
const page = (...items: Generation[]): GenerationPage => ({ items, total: items.length })
const ids = (data: unknown): string[] => (data as GenerationPage).items.map(({ id }) => id)
const [a, b, c] = [picture('a', 1), picture('b', 2), picture('c', 3)]
const onlyStarred = { ...EVERYTHING, starredOnly: true } as const

it('a star changes its picture and nothing else', () => {
  const before = page(c, b, a)
  const after = starred(before, { ...b, starred: true }) as GenerationPage
  expect(after.items.map(item => item.starred)).toEqual([false, true, false])
  expect(after.items[0]).toBe(c)
  expect(starred(after, { ...b, starred: true })).toBe(after)
  expect(starred(a, { ...a, starred: true })).toEqual({ ...a, starred: true })
})

it('a new star joins the starred pictures where it belongs, once', () => {
  const where = { page: 1, limit: 45, filters: onlyStarred }
  const before = { ...page(picture('c', 3, true), picture('a', 1, true)), total: 2 }
  const after = starred(before, { ...b, starred: true }, where)
  expect(ids(after)).toEqual(['c', 'b', 'a'])
  expect((after as GenerationPage).total).toBe(3)
  expect(starred(after, { ...b, starred: true }, where)).toBe(after)
})

it('a picture of another page joins none', () => {
  const full = page(c, b)
  for (const where of [
    { page: 1, limit: 2, filters: EVERYTHING },
    { page: 2, limit: 2, filters: EVERYTHING },
  ]) {
    const outside = where.page === 1 ? a : picture('d', 4)
    expect(starred(full, { ...outside, starred: true }, where)).toBe(full)
  }
})

it('a picture that has lost what the filters ask for leaves, and is not counted', () => {
  expect(remaining(page(picture('a', 1, true), b), onlyStarred)).toMatchObject({ total: 1 })
  const inShot = picture('c', 3, false, ['S'])
  expect(ids(remaining(page(inShot, b), { ...EVERYTHING, withoutShot: true }))).toEqual(['b'])
  expect(ids(remaining(page(inShot, b), { ...EVERYTHING, shotId: 'S' }))).toEqual(['c'])
  const all = page(inShot, b)
  expect(remaining(all, EVERYTHING)).toBe(all)
})

it('a deleted picture leaves pages, totals and the previews of shots, once', () => {
  const after = deleted(page(c, b, a), 'b') as GenerationPage
  expect(ids(after)).toEqual(['c', 'a'])
  expect(after.total).toBe(2)
  expect(deleted(after, 'b')).toBe(after)
  expect(deleted(b, 'b')).toBeNull()
  const shot = { id: 'S', previews: [{ id: 'b' }, { id: 'c' }], positioned: 2 }
  expect(deleted([shot], 'b')).toEqual([{ ...shot, previews: [{ id: 'c' }], positioned: 1 }])
  const shots = [shot]
  expect(deleted(shots, 'x')).toBe(shots)
  expect(deleted(7, 'b')).toBe(7)
})
