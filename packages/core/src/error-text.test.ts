import { expect, test } from 'vitest'
import { errorText } from './error-text.ts'

test('whatever was thrown has a text, and nothing throws', () => {
  expect(errorText(new TypeError('no'))).toBe('TypeError: no')
  expect(errorText({ message: 'permission denied', code: '42501' })).toBe('permission denied')
  expect(errorText({ code: 1 })).toBe('[object Object]')
  expect([errorText('a word'), errorText(null), errorText(undefined)]).toEqual([
    'a word',
    'null',
    'undefined',
  ])
  expect(errorText(Object.create(null))).toBe('something that is no error')
})
