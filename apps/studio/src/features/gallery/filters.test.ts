import { expect, it } from 'vitest'
import { filtersKey } from '@/shared/lib/queryKeys'
import {
  EVERYTHING,
  type GalleryFilters,
  fromFiltersKey,
  isFiltered,
  matches,
  readFilters,
  writeFilters,
} from './filters.ts'
import { toGeneration } from './generation.ts'

const SHOT = '0b7f63a2-4a0e-4c1f-9a55-0d6a4a3c7f10'
const read = (text: string): GalleryFilters => readFilters(new URLSearchParams(text))

it('reads from an address what was written into it', () => {
  const each: GalleryFilters[] = [
    { mediaType: 'video', toolType: 'upload', starredOnly: true, searchTerm: 'a & b=c' },
    { mediaType: 'image', shotId: SHOT, excludePositioned: true },
    { mediaType: 'all', withoutShot: true },
    EVERYTHING,
  ]
  for (const filters of each) {
    const address = writeFilters(new URLSearchParams(), filters).toString()
    expect(filtersKey(read(address))).toBe(filtersKey(filters))
  }
})

it('takes what is odd in an address as no filter', () => {
  const odd = 'media=sound&tool=hammer&starred=yes&shot=1%20or%201&unplaced=1&q=%20%20'
  expect(isFiltered(read(odd))).toBe(false)
})

it('begins at the first page of what a new filter leaves', () => {
  const next = writeFilters(new URLSearchParams('page=3&open=x'), {
    ...EVERYTHING,
    starredOnly: true,
  })
  expect(next.toString()).toBe('open=x&starred=1')
})

it('is one query key for the same filters, however they were put together', () => {
  const key = '{"mediaType":"all","searchTerm":"sea","starredOnly":true}'
  expect(filtersKey({ searchTerm: 'sea', starredOnly: true, mediaType: 'all' })).toBe(key)
  expect(
    filtersKey({ mediaType: 'all', shotId: undefined, starredOnly: true, searchTerm: 'sea' }),
  ).toBe(key)
  expect(fromFiltersKey(key)).toEqual({ mediaType: 'all', searchTerm: 'sea', starredOnly: true })
  for (const none of [undefined, 'all', 7]) expect(fromFiltersKey(none)).toBeUndefined()
})

const row = {
  id: 'G',
  type: 'image',
  location: null,
  thumbnail_url: null,
  params: { prompt: 'A quiet Sea', tool_type: 'upload' },
  tasks: null,
  starred: false,
  created_at: '2026-11-22T12:00:00Z',
}

it('knows whether a picture stays among what is shown', () => {
  const loose = toGeneration(row, [])
  const inShot = toGeneration({ ...row, type: 'video', starred: true }, [SHOT])
  const cases: [Partial<GalleryFilters>, boolean, boolean][] = [
    [{}, true, true],
    [{ mediaType: 'image' }, true, false],
    [{ mediaType: 'video' }, false, true],
    [{ toolType: 'upload' }, true, true],
    [{ toolType: 'image-generation' }, false, false],
    [{ starredOnly: true }, false, true],
    [{ shotId: SHOT }, false, true],
    [{ withoutShot: true }, true, false],
    [{ searchTerm: 'SEA' }, true, true],
    [{ searchTerm: 'seal' }, false, false],
  ]
  for (const [filter, first, second] of cases) {
    const filters = { ...EVERYTHING, ...filter }
    expect([matches(loose, filters), matches(inShot, filters)], filtersKey(filters)).toEqual([
      first,
      second,
    ])
  }
})
