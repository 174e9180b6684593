import type { Session, SupabaseClient, User } from '@supabase/supabase-js'
import { afterAll, beforeAll } from 'vitest'
import { type LocalBackend, testBackend } from '../../testing/index.ts'
import { clientOf } from './client.ts'

/** Somebody who has just signed up, and the client that did it. */
interface Person {
  readonly supabase: SupabaseClient
  readonly email: string
  readonly password: string
  readonly session: Session
  readonly user: User
}

interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A backend with a clock of its own, and who uses it. */
export interface AuthStage {
  /** One for all tests of the file. */
  readonly backend: LocalBackend
  /** What it warned of, oldest first. */
  readonly warnings: readonly string[]
  readonly now: () => number
  /** Sets its clock forward. */
  readonly advance: (ms: number) => void
  /** `key` is `anonKey` by default. */
  readonly client: (key?: string) => SupabaseClient
  /** An address that nobody has. */
  readonly newAddress: () => string
  readonly signedUp: (email?: string, password?: string) => Promise<Person>
  /** A request as a client of another make would send it. */
  readonly post: (
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Received>
  readonly refresh: (token: string) => Promise<Received>
}

/** What each request of another make says. */
export const COMMON = {
  'content-type': 'application/json',
  'x-supabase-api-version': '2024-01-01',
} as const

/** How long an access token of the stage is good for. */
const TOKEN_LIFETIME_SECONDS = 600

export function prepareAuthStage(): AuthStage {
  let backend: LocalBackend
  let now = Date.now()
  let people = 0
  const warnings: string[] = []
  beforeAll(async () => {
    backend = await testBackend({
      now: () => now,
      tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
      warn: line => warnings.push(line),
    })
  })
  afterAll(() => backend.stop())
  const client: AuthStage['client'] = key => clientOf(backend, key)
  const newAddress = (): string => `person${(people += 1)}@example.org`
  const post: AuthStage['post'] = async (path, body, headers = {}) => {
    const response = await fetch(`${backend.url}/auth/v1${path}`, {
      method: 'POST',
      headers: { ...COMMON, apikey: backend.anonKey, ...headers },
      body,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    get backend() {
      return backend
    },
    warnings,
    now: () => now,
    advance: ms => {
      now += ms
    },
    client,
    newAddress,
    signedUp: async (email = newAddress(), password = 'correct horse') => {
      const supabase = client()
      const { data, error } = await supabase.auth.signUp({ email, password })
      if (error || !data.session || !data.user) throw new Error('sign-up failed', { cause: error })
      return { supabase, email, password, session: data.session, user: data.user }
    },
    post,
    refresh: token =>
      post('/token?grant_type=refresh_token', JSON.stringify({ refresh_token: token })),
  }
}

/** What an access token says. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}
