import { expect, it } from 'vitest'
import { numberAt, textAt } from './json.ts'

it('reads what is there', () => {
  expect(textAt({ prompt: 'a fox' }, 'prompt')).toBe('a fox')
  expect(numberAt({ width: 1024 }, 'width')).toBe(1024)
})

it('survives whatever stands in a jsonb column', () => {
  for (const odd of [null, undefined, 'text', 3, [1], { prompt: 4, width: '4' }, {}]) {
    expect(textAt(odd, 'prompt')).toBe('')
    expect(numberAt(odd, 'width')).toBeUndefined()
  }
})
