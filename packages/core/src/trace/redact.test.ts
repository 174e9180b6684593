import { expect, test } from 'vitest'
import { clean, redacted } from './redact.ts'

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'

test('a hash is kept as it is: a query is found by it', () => {
  const hash = JSON.stringify(['list', 'x'.repeat(600), { token: 'a long word' }])
  expect(redacted({ hash, message: hash }, false)).toEqual({
    hash,
    message: expect.stringMatching(/…$/),
  })
})

test('of an event null is kept, undefined is dropped, and what is no plain value only named', () => {
  const event = {
    type: 'LIST',
    list: `apikey=${token}`,
    parent: null,
    page: undefined,
    at: 5,
    done: false,
    large: 5n,
    ids: [1, 2],
  }
  expect(redacted({ type: 'LIST', event }, false)).toEqual({
    type: 'LIST',
    event: {
      type: 'LIST',
      list: 'apikey=[secret]',
      parent: null,
      at: 5,
      done: false,
      large: '5',
      ids: '[object]',
    },
  })
  expect(Object.keys(redacted({ event, row: undefined }, false))).toEqual(['event'])
  expect(redacted({ event, row: { a: 1 } }, true)).toEqual({ event, row: { a: 1 } })
  expect(redacted({ event: 'LIST', row: { a: 1 } }, false)).toEqual({ event: 'LIST' })
})

test('texts in a list are cleaned, and query keys left alone', () => {
  const key = ['list', 'password=tiny']
  const detail = { reasons: [`token=${token}`, 'a person'], counts: [1], keys: [key], scope: key }
  expect(redacted(detail, false)).toEqual({ ...detail, reasons: ['token=[secret]', 'a person'] })
})

test('what a server says of a token is no token', () => {
  expect(clean('Invalid Refresh Token: Already Used')).toBe('Invalid Refresh Token: Already Used')
  expect(clean('refresh_token: v1.abcdefgh was used')).toBe('refresh_token: [secret] was used')
  expect(clean('password=tiny&x=1')).toBe('password=[secret]&x=1')
  expect(clean('Authorization: Bearer abcdefghijkl')).not.toContain('abcdefghijkl')
  expect(clean('sb_secret_abc and sb_publishable_def')).toBe('[secret] and [secret]')
})

test("an address's password is masked, and an address without one is left as it is", () => {
  expect(clean('connect postgres://ann:hunter22@db.example:5432/app failed')).toBe(
    'connect postgres://ann:[secret]@db.example:5432/app failed',
  )
  const harmless = 'GET http://127.0.0.1:54321/rest/v1/rows?owner=ann@example.org'
  expect(clean(harmless)).toBe(harmless)
})
