import type { AuthError } from '@supabase/supabase-js'

const AWAY = 'The backend cannot be reached. Check the connection, then try again.'

/** By the codes of Supabase Auth: what happened, and what to do next. */
const SENTENCES: Readonly<Record<string, string>> = {
  invalid_credentials:
    'There is no account with this e-mail and this password. Check both, then try again.',
  email_exists: 'This e-mail belongs to an account already. Use another one.',
  user_already_exists: 'This e-mail belongs to an account already. Use another one.',
  email_address_invalid: 'This e-mail address does not work. Check it, or use another one.',
  email_not_confirmed:
    'This e-mail is not confirmed yet. Follow the link in the mail that was sent to it, then sign in.',
  same_password: 'This is the password that you have already. Choose another one.',
  email_provider_disabled: 'This backend takes no accounts with e-mail and password.',
  signup_disabled: 'This backend takes no new accounts at the moment.',
  user_banned: 'This account is blocked.',
  over_request_rate_limit: 'That was tried too often. Wait a minute, then try again.',
  over_email_send_rate_limit: 'Too many mails were sent. Wait a while, then try again.',
}

/** What auth refused, as a sentence or two for a person. */
export function explainAuth(error: Pick<AuthError, 'code' | 'message' | 'status'>): string {
  const { code, message, status } = error
  if (code === 'weak_password') return `This password is too easy to guess. ${ended(message)}`
  const known = code === undefined ? undefined : SENTENCES[code]
  if (known !== undefined) return known
  // Without a status there was no answer at all.
  if (status === undefined || status === 0) return AWAY
  if (status >= 500) return 'The backend is having trouble right now. Try again in a moment.'
  return ended(message)
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
