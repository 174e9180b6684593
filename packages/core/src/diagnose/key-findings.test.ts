import { expect, test } from 'vitest'
import { brief, cached, families } from '../../test/findings.ts'
import { keyFindings } from './index.ts'

test('keys under a family, and those that are outside on purpose, are no finding', () => {
  const queries = cached(['list', 'a'], ['weather', 'Oslo'])
  expect(keyFindings(queries, { families, ignoredKeys: [['weather']] })).toEqual([])
})

test('a key in no family is told once for all that begin alike', () => {
  const found = keyFindings(cached(['weather', 'Oslo'], ['weather', 'Bergen'], ['list']), {
    families,
  })
  expect(brief(found)).toEqual(['warning key-in-no-family'])
  expect(found[0]?.title).toMatch(/^2 cached queries, such as \["weather","Oslo"\], are in no/)
})

test.each([
  [['generations', 7]],
  [['all-shot-generations', 7]],
  [['unifiedGenerations', 7]],
  [['unified-generatoins', 'project', 7]],
  [['unified-generations', 'shots', 7]],
  [['lists', 'a']],
])('%j looks like a key of a family, and is told with it', key => {
  const found = keyFindings(cached(key), { families })
  // The name alone proves nothing: it may be alike by chance.
  expect(brief(found)).toEqual(['warning legacy-key'])
  expect(found[0]?.next).toContain('ignoredKeys')
  expect(found[0]?.next).toContain(key[0] === 'lists' ? '["list"]' : '["unified-generations"')
})

test('a listed legacy key is told whatever it looks like', () => {
  const found = keyFindings(cached(['pictures', 7]), { families, legacyKeys: [['pictures']] })
  expect(brief(found)).toEqual(['error legacy-key'])
  expect(found[0]?.evidence).toContain('["pictures"] is listed')
  expect(found[0]?.next).toBe("Build the key with the app's key builder.")
})

test.each([
  [[1, 'a'], 'The cached query [1,"a"] is in no family: no event, poll or catch-up reaches it.'],
  [[], 'The cached query [] is in no family: no event, poll or catch-up reaches it.'],
  [
    ['☂', 'a'],
    'The cached query ["☂","a"] is in no family: no event, poll or catch-up reaches it.',
  ],
  [[7n], 'The cached query ["7n"] is in no family: no event, poll or catch-up reaches it.'],
])('a key that is like no family is told in full (%#)', (key, title) => {
  const [finding] = keyFindings([{ queryKey: key }], { families })
  expect(finding).toMatchObject({ code: 'key-in-no-family', title })
})

test('a long key is cut', () => {
  const [finding] = keyFindings(cached(['weather', 'x'.repeat(500)]), { families })
  expect(finding?.title).toMatch(/^The cached query .{121} is/)
})
