import { AuthError, type AuthErrorCode } from './errors.ts'

/** A part of Supabase Auth that this backend does not have: how Supabase refuses it when it is switched off. */
interface Absent {
  readonly path: RegExp
  readonly status: number
  readonly code: AuthErrorCode
  readonly what: string
}

const ABSENT: readonly Absent[] = [
  {
    path: /^\/(?:otp|magiclink|verify|resend|reauthenticate)$/,
    status: 422,
    code: 'otp_disabled',
    what: 'Magic links and one-time codes are',
  },
  {
    path: /^\/recover$/,
    status: 422,
    code: 'email_provider_disabled',
    what: 'Recovering a password by mail is',
  },
  {
    path: /^\/(?:invite|admin\/generate_link)$/,
    status: 422,
    code: 'email_provider_disabled',
    what: 'Invitations and links by mail are',
  },
  {
    path: /^\/(?:authorize|callback|(?:admin\/|user\/)?oauth)(?:\/|$)/,
    status: 400,
    code: 'provider_disabled',
    what: 'Signing in with another provider (OAuth) is',
  },
  {
    path: /^\/user\/identities(?:\/|$)/,
    status: 404,
    code: 'manual_linking_disabled',
    what: 'Linking identities is',
  },
  {
    path: /^\/(?:admin\/)?(?:sso|scim)/,
    status: 404,
    code: 'saml_provider_disabled',
    what: 'Single sign-on is',
  },
  {
    path: /^\/(?:admin\/users\/[^/]+\/)?(?:factors|passkeys)(?:\/|$)/,
    status: 422,
    code: 'mfa_totp_enroll_not_enabled',
    what: 'Second factors and passkeys are',
  },
]

/** The refusal of an endpoint that is not here. `path` is what follows `/auth/v1`. */
export function notHere(method: string, path: string): AuthError {
  const absent = ABSENT.find(part => part.path.test(path))
  if (absent === undefined) {
    return new AuthError(
      404,
      'not_found',
      `${method} ${path} is not part of the local backend's Auth: it has e-mail with password, anonymous users and the admin API for users.`,
    )
  }
  return new AuthError(
    absent.status,
    absent.code,
    `${absent.what} not part of the local backend, which sends no mail and asks no other service: use a password or an anonymous user.`,
  )
}

/** The refusal of a grant that is not here, such as `pkce` or `id_token`. */
export function grantNotHere(type: string | undefined): AuthError {
  const known = type === 'pkce' || type === 'id_token' || type === 'web3'
  return known
    ? new AuthError(
        400,
        'provider_disabled',
        `The grant ${type} is not part of the local backend: use password or refresh_token.`,
      )
    : new AuthError(400, 'invalid_credentials', 'unsupported_grant_type')
}
