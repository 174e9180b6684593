import { describe, expect, it } from 'vitest'
import { type PasswordRules, checkNewPassword, normalizeEmail } from './credentials.ts'
import { AUTH_DEFAULTS } from './settings.ts'

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

const check =
  (password: string, rules: Partial<PasswordRules> = {}) =>
  (): void =>
    checkNewPassword(password, { ...AUTH_DEFAULTS, ...rules })

describe('a new password', () => {
  it('of six characters is accepted', () => {
    expect(check('123456')).not.toThrow()
  })

  it('of five characters is weak', () => {
    expect(check('12345')).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'weak_password',
        details: { weak_password: { reasons: ['length'] } },
      }),
    )
  })

  it('that is short and plain is weak for both reasons', () => {
    const rules = { passwordRequirements: 'lower_upper_letters_digits' } as const
    expect(check('abc', rules)).toThrow(
      expect.objectContaining({
        message:
          'Password should be at least 6 characters. Password should contain at least one character of each: ' +
          'abcdefghijklmnopqrstuvwxyz, ABCDEFGHIJKLMNOPQRSTUVWXYZ, 0123456789.',
        details: { weak_password: { reasons: ['length', 'characters'] } },
      }),
    )
    expect(check('Abcde1', rules)).not.toThrow()
  })

  it.each([
    ['letters_digits', '123456', 'abc123'],
    ['lower_upper_letters_digits', 'abc123', 'Abc123'],
    ['lower_upper_letters_digits_symbols', 'Abc123', 'Abc12!'],
  ] as const)('under %s cannot be %s and can be %s', (passwordRequirements, plain, good) => {
    expect(check(plain, { passwordRequirements })).toThrow('one character of each')
    expect(check(good, { passwordRequirements })).not.toThrow()
  })

  it('that bcrypt would cut is refused, counted in bytes', () => {
    expect(check('é'.repeat(36))).not.toThrow()
    expect(check('é'.repeat(37))).toThrow('cannot be longer than 72')
  })
})
