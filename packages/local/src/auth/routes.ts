import { Hono } from 'hono'
import { VERSION } from '../about.ts'
import type { Context } from '../context.ts'
import { isAborted, unheard } from '../http/aborted.ts'
import { limitBody } from '../http/body-limit.ts'
import { adminRoutes } from './admin/routes.ts'
import { bearerOf, requireUser } from './bearer.ts'
import { AuthError, errorResponse, toAuthError } from './errors.ts'
import { grantNotHere, notHere } from './not-here.ts'
import { refreshSession } from './refresh.ts'
import { type Fields, MAX_BODY_BYTES, readFields, textField } from './request.ts'
import type { AuthService } from './service.ts'
import type { Session } from './session.ts'
import { AUTH_DEFAULTS, type AuthSettings, type ResolvedAuthSettings } from './settings.ts'
import { signInWithPassword } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { signUp } from './sign-up.ts'
import { updateOwnUser } from './update-user.ts'

/** Settings of `/auth/v1`. */
export interface AuthOptions extends AuthSettings {
  /** Lifetime of an access token, in seconds. Default 3600. Refresh tokens do not expire. */
  readonly expiresInSeconds?: number
}

const DEFAULT_EXPIRES_IN_SECONDS = 3600

/** The part of Supabase Auth that supabase-js uses for e-mail and anonymous users, without a mail server. */
export function authRoutes(context: Context, options: AuthOptions = {}): Hono {
  const { expiresInSeconds = DEFAULT_EXPIRES_IN_SECONDS, ...given } = options
  const settings = { ...AUTH_DEFAULTS, ...given }
  const service: AuthService = { context, settings, expiresInSeconds }
  const app = new Hono()
  guard(app, context)
  app.get('/health', c =>
    c.json({ name: 'GoTrue', version: `everfresh-local ${VERSION}`, description: 'ready' }),
  )
  app.get('/settings', c => c.json(publicSettings(settings)))
  app.get('/.well-known/jwks.json', c =>
    c.json({ keys: context.tokens.publicKeys }, 200, { 'Cache-Control': 'public, max-age=600' }),
  )
  app.post('/signup', async c => c.json(await signUp(service, await readFields(c.req.raw))))
  app.post('/token', async c => {
    const session = await grant(service, c.req.query('grant_type'), await readFields(c.req.raw))
    return c.json(session, 200, { 'Cache-Control': 'no-store' })
  })
  app.post('/logout', async c => {
    const bearer = await bearerOf(service, c.req.raw.headers)
    await signOut(service, bearer, c.req.query('scope') ?? 'global')
    return c.body(null, 204)
  })
  app.get('/user', async c => {
    const bearer = await bearerOf(service, c.req.raw.headers)
    return c.json(await context.db.transaction(client => requireUser(client, bearer)))
  })
  app.put('/user', async c => {
    const bearer = await bearerOf(service, c.req.raw.headers)
    return c.json(await updateOwnUser(service, bearer, await readFields(c.req.raw)))
  })
  app.route('/admin', adminRoutes(service))
  app.all('*', c => {
    throw notHere(c.req.method, c.req.path.replace(/^\/auth\/v1/, ''))
  })
  return app
}

function guard(app: Hono, context: Context): void {
  app.onError((error, c) => {
    if (isAborted(error)) return unheard()
    const refusal = toAuthError(error)
    if (refusal.status === 500 && !(error instanceof AuthError)) {
      context.warn(`auth: a request failed: ${error.message}`)
    }
    return errorResponse(refusal, c.req.raw.headers)
  })
  app.use(limitBody(MAX_BODY_BYTES, tooLarge))
}

function tooLarge(request: Request): Response {
  const message = `The request body is larger than ${MAX_BODY_BYTES} bytes`
  return errorResponse(new AuthError(413, 'request_too_large', message), request.headers)
}

function grant(service: AuthService, type: string | undefined, fields: Fields): Promise<Session> {
  if (type === 'password') return signInWithPassword(service, fields)
  if (type === 'refresh_token') return refreshSession(service, textField(fields, 'refresh_token'))
  throw grantNotHere(type)
}

const OTHER_PROVIDERS = [
  'apple azure bitbucket discord facebook figma fly github gitlab google kakao keycloak linkedin',
  'linkedin_oidc notion slack slack_oidc spotify twitch twitter workos zoom phone web3_ethereum web3_solana',
].flatMap(names => names.split(' '))

/** What anybody may know about who can sign in. */
function publicSettings(settings: ResolvedAuthSettings): object {
  return {
    external: {
      ...Object.fromEntries(OTHER_PROVIDERS.map(name => [name, false])),
      anonymous_users: settings.enableAnonymousSignIns,
      email: true,
    },
    disable_signup: !settings.enableSignup,
    mailer_autoconfirm: !settings.enableConfirmations,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
    passkeys_enabled: false,
  }
}
