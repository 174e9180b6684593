import { AuthError } from './errors.ts'
import type { PasswordRequirements, ResolvedAuthSettings } from './settings.ts'

// bcrypt ignores what follows its 72nd byte, so a longer password would not be the one that is checked.
const MAX_PASSWORD_BYTES = 72

const MAX_EMAIL_LENGTH = 255

const LOCAL_PART = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The e-mail address as it is stored: lower case. Throws `validation_failed` if it is none. */
export function normalizeEmail(text: string): string {
  const email = text.toLowerCase()
  if (email.length > MAX_EMAIL_LENGTH) {
    throw new AuthError(400, 'validation_failed', 'An email address is too long')
  }
  const at = email.lastIndexOf('@')
  const labels = email.slice(at + 1).split('.')
  if (
    !LOCAL_PART.test(email.slice(0, Math.max(at, 0))) ||
    !labels.every(l => DOMAIN_LABEL.test(l))
  ) {
    throw new AuthError(
      400,
      'validation_failed',
      'Unable to validate email address: invalid format',
    )
  }
  return email
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const SYMBOLS = '!@#$%^&*()_+-=[]{};\'\\:"|<>?,./`~'

const REQUIRED: Readonly<Record<PasswordRequirements, readonly string[]>> = {
  letters_digits: [LOWER + UPPER, DIGITS],
  lower_upper_letters_digits: [LOWER, UPPER, DIGITS],
  lower_upper_letters_digits_symbols: [LOWER, UPPER, DIGITS, SYMBOLS],
}

/** What a new password is measured by. */
export type PasswordRules = Pick<
  ResolvedAuthSettings,
  'minimumPasswordLength' | 'passwordRequirements'
>

/** Refuses a new password that is weak (`weak_password`, with every reason) or that bcrypt would cut. */
export function checkNewPassword(password: string, rules: PasswordRules): void {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new AuthError(
      400,
      'validation_failed',
      `Password cannot be longer than ${MAX_PASSWORD_BYTES} characters`,
    )
  }
  const weaknesses = [...tooShort(password, rules), ...tooPlain(password, rules)]
  if (weaknesses.length === 0) return
  throw new AuthError(422, 'weak_password', weaknesses.map(({ message }) => message).join(' '), {
    weak_password: { reasons: weaknesses.map(({ reason }) => reason) },
  })
}

interface Weakness {
  readonly reason: 'length' | 'characters'
  readonly message: string
}

function tooShort(password: string, { minimumPasswordLength }: PasswordRules): Weakness[] {
  if (password.length >= minimumPasswordLength) return []
  const message = `Password should be at least ${minimumPasswordLength} characters.`
  return [{ reason: 'length', message }]
}

function tooPlain(password: string, { passwordRequirements }: PasswordRules): Weakness[] {
  const kinds = passwordRequirements === undefined ? [] : REQUIRED[passwordRequirements]
  if (kinds.every(kind => Array.from(kind).some(character => password.includes(character))))
    return []
  const message = `Password should contain at least one character of each: ${kinds.join(', ')}.`
  return [{ reason: 'characters', message }]
}
