import { attempts } from '../attacks/attempts.ts'
import type { RequestStep, Who } from './case.ts'
import type { Dice } from './dice.ts'
import { asHeader, asPath, encoded, mutated } from './mutate.ts'
import { json, value } from './words.ts'

const whos: readonly Who[] = ['alice', 'bob', 'anon', 'service', 'nobody', 'forger']
const endpoints: readonly (readonly [method: string, path: string])[] = [
  ['GET', 'health'],
  ['GET', 'settings'],
  ['GET', '.well-known/jwks.json'],
  ['POST', 'signup'],
  ['POST', 'token?grant_type=refresh_token'],
  ['POST', 'token?grant_type=password'],
  ['POST', 'token?grant_type='],
  ['GET', 'user'],
  ['PUT', 'user'],
  ['GET', 'reauthenticate'],
  ['POST', 'logout?scope=nothing'],
  ['POST', 'recover'],
  ['POST', 'verify'],
  ['POST', 'otp'],
  ['GET', 'authorize?provider=github'],
  ['GET', 'callback'],
  ['GET', 'admin/users'],
  ['POST', 'admin/users'],
  ['GET', 'admin/users/$id'],
  ['PUT', 'admin/users/$id'],
  ['DELETE', 'admin/users/$id'],
  ['POST', 'admin/generate_link'],
  ['GET', 'factors'],
]
const fields = [
  'email',
  'password',
  'data',
  'phone',
  'refresh_token',
  'user_metadata',
  'app_metadata',

  'email_confirm',
  'id',
  'ban_duration',
  'role',
  'nonce',
  'code_challenge',
  'gotrue_meta_security',
]
const parameters = [
  'page',
  'per_page',
  'scope',
  'grant_type',
  'redirect_to',
  'apikey',
  'type',
  'token',
]

/** A request to `/auth/v1`. Passwords are seldom long enough to be hashed, which takes its time. */
export function authRequest(dice: Dice): RequestStep {
  const [method, endpoint] = dice.pick(endpoints)
  const id = dice.chance(0.5)
    ? encoded(dice.pick(attempts))
    : `cccccccc-0000-4000-8000-${String(dice.below(1e9)).padStart(12, '0')}`
  const path = `/auth/v1/${endpoint.replace('$id', id)}`
  const more = dice.several(2, () => `${dice.pick(parameters)}=${encoded(value(dice))}`).join('&')
  const whole = more === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${more}`
  const sends = method === 'POST' || method === 'PUT'
  return {
    kind: 'request',
    who: dice.pick(whos),
    method: dice.chance(0.05) ? dice.pick(['PATCH', 'DELETE', 'HEAD', 'OPTIONS']) : method,
    path: asPath(dice.chance(0.08) ? `/auth/v1/${mutated(dice, whole.slice(9))}` : whole),
    headers: headers(dice),
    ...(sends && { body: body(dice, endpoint) }),
  }
}

function headers(dice: Dice): Readonly<Record<string, string>> {
  return {
    ...(dice.chance(0.3) && {
      'x-supabase-api-version': dice.pick(['2024-01-01', '1', value(dice)].map(asHeader)),
    }),
    ...(dice.chance(0.1) && { authorization: asHeader(`Bearer ${dice.pick(attempts)}`) }),
    ...(dice.chance(0.2) && { 'content-type': dice.pick(['application/json', 'text/plain']) }),
  }
}

function body(dice: Dice, endpoint: string): string {
  const isPassword = endpoint.includes('password')
  const entries = dice.several(5, () => [dice.pick(fields), field(dice)] as const)
  const all = Object.fromEntries(entries.filter(([name]) => !(isPassword && name === 'email')))
  const text = JSON.stringify(all)
  if (dice.chance(0.02)) return `{"data":${'['.repeat(dice.below(20_000))}`
  if (dice.chance(0.02)) {
    const depth = dice.below(20_000)
    return `{"data":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`
  }
  return dice.chance(0.15) ? mutated(dice, text) : text
}

function field(dice: Dice): unknown {
  switch (dice.below(8)) {
    case 0:
      return `${dice.pick(['a', 'b', 'alice', value(dice)])}@example.com`
    case 1:
      return 'short'
    case 2:
      return dice.chance(0.05) ? 'long enough to be hashed' : ''
    case 3:
      return { [dice.pick(attempts)]: json(dice) }
    default:
      return json(dice)
  }
}
