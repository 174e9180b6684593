import { expect, it } from 'vitest'
import { ageWords, statusWords } from './status-words.ts'

it('says live only when changes are pushed', () => {
  const others = ['disabled', 'idle', 'waiting-auth', 'connecting', 'polling', 'offline'] as const
  expect(statusWords('live', 5_000).label).toBe('Live')
  for (const status of others) expect(statusWords(status, 5_000).label).not.toBe('Live')
})

it('says how often it polls, as configured', () => {
  expect(statusWords('polling', 5_000).label).toBe('Polling every 5 s')
  expect(statusWords('disabled', 8_000).label).toBe('Polling every 8 s')
})

it('tells the age of the data to the second, and never a negative one', () => {
  expect(ageWords(undefined, 1_000)).toBeUndefined()
  expect(ageWords(1_000, 4_000)).toBe('updated 3 s ago')
  expect(ageWords(5_000, 4_000)).toBe('updated 0 s ago')
  expect(ageWords(0, 120_000)).toBe('updated 2 min ago')
})
