import { expect, it } from 'vitest'
import { ageWords, logWords, statusWords } from './status-words.ts'

it('says live only when changes are pushed', () => {
  const others = ['disabled', 'idle', 'waiting-auth', 'connecting', 'polling', 'offline'] as const
  expect(statusWords('live', 5_000).label).toBe('Live')
  for (const status of others) expect(statusWords(status, 5_000).label).not.toBe('Live')
})

it('says how often it polls, as configured', () => {
  expect(statusWords('polling', 5_000).label).toBe('Polling every 5 s')
  expect(statusWords('disabled', 8_000).label).toBe('Polling every 8 s')
})

it('says what is asked: each list, or a change log once for all of them', () => {
  for (const status of ['connecting', 'polling', 'disabled'] as const) {
    expect(statusWords(status, 5_000).meaning).toContain('everything is fetched every 5 s')
    const { label, meaning } = statusWords(status, 5_000, 'change log')
    expect(label).toBe(statusWords(status, 5_000).label)
    expect(meaning).toContain('asked every 5 s what has changed, and only that is fetched')
  }
})

it('says of a change log only what a person should know', () => {
  expect(logWords(undefined)).toBeUndefined()
  expect(logWords({ status: 'trusted', silentLosses: 0 })).toBeUndefined()
  expect(logWords({ status: 'asking', silentLosses: 0 })).toBeUndefined()
  expect(logWords({ status: 'trusted', silentLosses: 1 })).toContain('One change was never pushed')
  expect(logWords({ status: 'trusted', silentLosses: 3 })).toContain('3 changes were never pushed')
  expect(logWords({ status: 'failing', silentLosses: 3 })).toContain('everything is polled')
  expect(logWords({ status: 'refused', silentLosses: 0 })).toContain('not yours to see')
})

it('tells the age of the data to the second, and never a negative one', () => {
  expect(ageWords(undefined, 1_000)).toBeUndefined()
  expect(ageWords(1_000, 4_000)).toBe('updated 3 s ago')
  expect(ageWords(5_000, 4_000)).toBe('updated 0 s ago')
  expect(ageWords(0, 120_000)).toBe('updated 2 min ago')
})
