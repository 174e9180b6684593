import { checkNewPassword, normalizeEmail } from '../credentials.ts'
import { AuthError } from '../errors.ts'
import { type Fields, objectField, textField } from '../request.ts'
import type { AuthService } from '../service.ts'

/** What the service key says about a user; what is undefined stays as it is. */
export interface AdminFields {
  /** Normalized. */
  readonly email: string | undefined
  readonly password: string | undefined
  readonly passwordHash: string | undefined
  readonly confirmed: boolean
  readonly userMetadata: Fields | undefined
  readonly appMetadata: Fields | undefined
  readonly role: string | undefined
  /** Milliseconds from now; 0 ends a ban. */
  readonly banMs: number | undefined
}

const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/

/** Reads the fields that creating and updating a user share. Throws `validation_failed`, `weak_password`. */
export function readAdminFields(service: AuthService, fields: Fields): AdminFields {
  if (textField(fields, 'phone') !== '') {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone numbers are not supported here')
  }
  const email = optional(fields, 'email')
  const password = optional(fields, 'password')
  const passwordHash = optional(fields, 'password_hash')
  if (password !== undefined) checkNewPassword(password, service.settings)
  if (password !== undefined && passwordHash !== undefined) {
    throw invalid('Only a password or a password hash should be provided')
  }
  if (passwordHash !== undefined && !BCRYPT.test(passwordHash)) {
    throw invalid('password_hash must be the hash of a password by bcrypt, such as $2a$10$...')
  }
  return {
    email: email === undefined ? undefined : normalizeEmail(email),
    password,
    passwordHash,
    confirmed: fields['email_confirm'] === true,
    userMetadata: objectField(fields, 'user_metadata'),
    appMetadata: objectField(fields, 'app_metadata'),
    role: optional(fields, 'role'),
    banMs: banOf(optional(fields, 'ban_duration')),
  }
}

function optional(fields: Fields, name: string): string | undefined {
  return textField(fields, name) || undefined
}

function invalid(message: string): AuthError {
  return new AuthError(400, 'validation_failed', message)
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g

/** A ban of a thousand years is for ever; more might not be a date that every client can read. */
const MAX_BAN_MS = 1000 * 365 * 86_400_000

/** Reads a duration such as `24h`, `1h30m` or `none`. */
function banOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text === 'none' || text === '0') return 0
  const parts = [...text.matchAll(PART)]
  const ms = parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (UNIT_MS[unit] ?? 0), 0)
  if (parts.map(([part]) => part).join('') === text && ms <= MAX_BAN_MS) return ms
  throw invalid(`invalid format for ban duration: time: invalid duration ${JSON.stringify(text)}`)
}

/** When a ban of that length ends, as a timestamptz literal; null when there is none. */
export function banEnd(service: AuthService, banMs: number): string | null {
  return banMs === 0 ? null : new Date(service.context.now() + banMs).toISOString()
}
