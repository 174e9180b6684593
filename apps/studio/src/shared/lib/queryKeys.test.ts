import { expect, test } from 'vitest'
import { filtersKey, unifiedGenerationsShotKey } from './queryKeys'

test('the same filters make the same key, in whatever order they are written', () => {
  const one = filtersKey({ starredOnly: true, mediaType: 'video', searchTerm: undefined })
  const other = filtersKey({ mediaType: 'video', starredOnly: true })
  expect(one).toBe('{"mediaType":"video","starredOnly":true}')
  expect(other).toBe(one)
  expect(filtersKey({ mediaType: 'image', starredOnly: true })).not.toBe(one)
  expect(filtersKey({})).toBe('{}')
})

test('the videos of a shot have the key of the design', () => {
  expect(
    unifiedGenerationsShotKey('S', 1, 1000, filtersKey({ mediaType: 'video' }), false),
  ).toEqual(['unified-generations', 'shot', 'S', 1, 1000, '{"mediaType":"video"}', false])
})
