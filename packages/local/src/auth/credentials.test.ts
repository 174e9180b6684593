import { describe, expect, it } from 'vitest'
import { checkNewPassword, normalizeEmail } from './credentials.ts'

describe('an e-mail address', () => {
  it.each(['a@b.c', 'First.Last+tag@Example.org', 'root@localhost'])('may be %s', address => {
    expect(normalizeEmail(address)).toBe(address.toLowerCase())
  })

  it.each([
    '',
    '@',
    'a',
    'a@',
    '@b.c',
    'a b@c.d',
    'a@b@c.d',
    'a@b..c',
    'a@-b.c',
    'a@b.c\n',
    'a\0@b.c',
    `${'a'.repeat(65)}@b.c`,
  ])('is refused as %j', address => {
    expect(() => normalizeEmail(address)).toThrow(
      'Unable to validate email address: invalid format',
    )
  })

  it('is refused when it is longer than its column', () => {
    expect(() => normalizeEmail(`a@${'b'.repeat(255)}`)).toThrow('too long')
  })
})

describe('a new password', () => {
  it('of six characters is accepted', () => {
    expect(() => checkNewPassword('123456')).not.toThrow()
  })

  it('of five characters is weak', () => {
    expect(() => checkNewPassword('12345')).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'weak_password',
        details: { weak_password: { reasons: ['length'] } },
      }),
    )
  })

  it('that bcrypt would cut is refused, counted in bytes', () => {
    expect(() => checkNewPassword('é'.repeat(36))).not.toThrow()
    expect(() => checkNewPassword('é'.repeat(37))).toThrow('cannot be longer than 72')
  })
})
