import { AuthError } from './errors.ts'

const MIN_PASSWORD_LENGTH = 6

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

/** Refuses a new password that is too short (`weak_password`) or that bcrypt would cut. */
export function checkNewPassword(password: string): void {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new AuthError(
      400,
      'validation_failed',
      `Password cannot be longer than ${MAX_PASSWORD_BYTES} characters`,
    )
  }
  if (password.length < MIN_PASSWORD_LENGTH) {
    throw new AuthError(
      422,
      'weak_password',
      `Password should be at least ${MIN_PASSWORD_LENGTH} characters.`,
      { weak_password: { reasons: ['length'] } },
    )
  }
}
