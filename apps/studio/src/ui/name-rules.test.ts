import { expect, it } from 'vitest'
import { nameProblem } from './name-rules.ts'

it('takes names of 1 to 80 characters, counting an emoji once', () => {
  expect(nameProblem('Sea')).toBeUndefined()
  expect(nameProblem('🌊'.repeat(80))).toBeUndefined()
})

it('says what is wrong with an empty or a long name', () => {
  expect(nameProblem('')).toBe('Give it a name first.')
  expect(nameProblem('x'.repeat(81))).toBe('That is 81 characters. A name has at most 80.')
})
