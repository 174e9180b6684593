import { expect, it } from 'vitest'
import { explainAuth } from './auth-problem.ts'
import { emailProblem, passwordProblem } from './credential-rules.ts'

it('says what is wrong with what was typed, in words of its own', () => {
  const refusal = (code: string): string => explainAuth({ code, status: 422, message: 'raw' })
  expect(refusal('invalid_credentials')).toMatch(/^There is no account/)
  expect(refusal('email_exists')).toMatch(/belongs to an account already/)
  expect(
    explainAuth({ code: 'weak_password', status: 422, message: 'Use at least 12 characters' }),
  ).toBe('This password is too easy to guess. Use at least 12 characters.')
})

it('tells a backend that is away from one that refuses', () => {
  expect(explainAuth({ code: undefined, status: 0, message: 'Failed to fetch' })).toMatch(
    /cannot be reached/,
  )
  expect(explainAuth({ code: undefined, status: 503, message: '' })).toMatch(/having trouble/)
  expect(explainAuth({ code: 'strange', status: 400, message: 'Something else' })).toBe(
    'Something else.',
  )
})

it('refuses only what no backend would take', () => {
  expect(['', 'ann', 'ann@', 'a b@c.de'].map(emailProblem)).not.toContain(undefined)
  expect(emailProblem('ann@example.org')).toBeUndefined()
  expect(passwordProblem('1234567')).toMatch(/8 characters/)
  expect(passwordProblem('12345678')).toBeUndefined()
})
