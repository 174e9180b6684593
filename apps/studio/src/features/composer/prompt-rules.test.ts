import { describe, expect, it } from 'vitest'
import {
  batchProblem,
  cleanPrompt,
  countProblem,
  promptLength,
  promptProblem,
  promptsIn,
} from './prompt-rules.ts'

describe('a prompt', () => {
  it('is fine from 1 to 2,000 characters, an emoji counting once', () => {
    expect(promptProblem('x')).toBeUndefined()
    expect(promptProblem('🦊'.repeat(2_000))).toBeUndefined()
    expect(promptLength(' 🦊\n')).toBe(1)
  })

  it('of nothing but space is empty', () => {
    expect(promptProblem(' \n\t ')).toBe('Write what the picture should show first.')
  })

  it('of 10,000 characters is told by how much to shorten', () => {
    expect(promptProblem('x'.repeat(10_000))).toBe(
      'This prompt has 10,000 characters; 2,000 is the most. Shorten it by 8,000.',
    )
  })

  it('is one line; the longest of several says how many characters there are', () => {
    expect(promptsIn('a fox\r\n \n a cat \n')).toEqual(['a fox', 'a cat'])
    expect(promptLength('a fox\nfour')).toBe(5)
    expect(promptProblem(`a fox\n${'x'.repeat(2_001)}`)).toMatch(/^Prompt 2 has 2,001 characters/)
  })

  it('is sent without what PostgreSQL cannot store', () => {
    expect(cleanPrompt(' a\u0000 fox\ud800 ')).toBe('a fox\ufffd')
  })
})

it('is made into 1 to 16 pictures, whole ones', () => {
  for (const fine of ['1', '16', ' 7 ']) expect(countProblem(fine)).toBeUndefined()
  for (const wrong of ['0', '-1', '17', '1000', '2.5', '', 'ten', 'Infinity', '1e1', '0x5', '+3']) {
    expect(countProblem(wrong)).toBe('Choose 1 to 16 pictures of each prompt.')
  }
})

it('are at most 200 pictures in all', () => {
  expect(batchProblem(100, 2)).toBeUndefined()
  expect(batchProblem(201, 1)).toMatch(/^201 prompts with one picture each are 201 tasks; 200 can/)
  expect(batchProblem(100, 16)).toMatch(/^100 prompts with 16 pictures each are 1,600 tasks/)
})
