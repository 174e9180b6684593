import type { JWK } from 'jose'

// The Supabase CLI's published keys, the same in each of its projects. They protect nothing beyond
// this machine; that they never change is what lets a token outlive a restart, whatever the database.

/** What HS256 tokens are signed with. */
export const DEMO_SECRET = 'super-secret-jwt-token-with-at-least-32-characters-long'

/** What ES256 tokens are signed with. */
export const SIGNING_KEY: JWK & { readonly kid: string } = {
  kty: 'EC',
  kid: 'b81269f1-21d8-4f2e-b719-c2240a840d90',
  use: 'sig',
  alg: 'ES256',
  crv: 'P-256',
  x: 'M5Sjqn5zwC9Kl1zVfUUGvv9boQjCGd45G8sdopBExB4',
  y: 'P6IXMvA2WYXSHSOMTBH2jsw_9rrzGy89FjPf6oOsIxQ',
  d: 'dIhR8wywJlqlua4y_yMq2SLhlFXDZJBCvFrY1DCHyVU',
}

/** Opaque key that means `anon`. */
export const PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'

/** Opaque key that means `service_role`. */
export const SECRET_KEY = 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz'
