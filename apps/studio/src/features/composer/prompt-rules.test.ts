import { describe, expect, it } from 'vitest'
import { cleanPrompt, countProblem, promptLength, promptProblem } from './prompt-rules.ts'

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

  it('is sent without what PostgreSQL cannot store', () => {
    expect(cleanPrompt(' a\u0000 fox\ud800 ')).toBe('a fox\ufffd')
  })
})

it('makes 1 to 16 pictures at a time, whole ones', () => {
  for (const fine of ['1', '16', ' 7 ']) expect(countProblem(fine)).toBeUndefined()
  for (const wrong of ['0', '-1', '17', '1000', '2.5', '', 'ten', 'Infinity', '1e1', '0x5', '+3']) {
    expect(countProblem(wrong)).toBe('Choose 1 to 16 pictures at a time.')
  }
})
