/** Who may sign up at `/auth/v1`, and how: what `[auth]` of the Supabase CLI's `config.toml` says. */
export interface AuthSettings {
  /** Default true. False refuses every new user with `signup_disabled`, except those the service key makes. */
  readonly enableSignup?: boolean
  /** Default true (the CLI's is false). False refuses anonymous users with `anonymous_provider_disabled`. */
  readonly enableAnonymousSignIns?: boolean
  /**
   * Default false: an address counts as confirmed at once. With true a sign-up yields no session, and a
   * changed address waits as `new_email`. No mail is ever sent: the service key confirms, by
   * `admin.updateUserById(id, { email_confirm: true })`.
   */
  readonly enableConfirmations?: boolean
  /** Characters. Default 6. */
  readonly minimumPasswordLength?: number
  /** Which characters a password must have, besides its length. Default: any. */
  readonly passwordRequirements?: PasswordRequirements
}

/** One character of each kind that is named. */
export type PasswordRequirements =
  | 'letters_digits'
  | 'lower_upper_letters_digits'
  | 'lower_upper_letters_digits_symbols'

/** Settings with their defaults filled in. */
export type ResolvedAuthSettings = Required<Omit<AuthSettings, 'passwordRequirements'>> &
  Pick<AuthSettings, 'passwordRequirements'>

/** The defaults. */
export const AUTH_DEFAULTS: ResolvedAuthSettings = {
  enableSignup: true,
  enableAnonymousSignIns: true,
  enableConfirmations: false,
  minimumPasswordLength: 6,
}
