/** Where a project shows its keys. */
export const KEYS_PAGE = 'Project Settings → API Keys'

/** What an API key says of itself. Nothing is verified here: the server does that. */
export type Key =
  /** `sb_publishable_…` and `sb_secret_…`: opaque. */
  | { readonly kind: 'publishable' | 'secret' }
  /** The older keys, and a user's access token, are JSON web tokens. */
  | { readonly kind: 'anon' | 'service_role' | 'user'; readonly claims: KeyClaims }
  | { readonly kind: 'unreadable'; readonly why: string }

interface KeyClaims {
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number
  /** The project, as in `https://<ref>.supabase.co`. */
  readonly ref?: string
}

/** Reads a key. Never throws. */
export function readKey(text: string): Key {
  if (text.startsWith('sb_publishable_')) return { kind: 'publishable' }
  if (text.startsWith('sb_secret_')) return { kind: 'secret' }
  const parts = text.split('.')
  if (parts.length !== 3) {
    return {
      kind: 'unreadable',
      why: 'it is neither sb_publishable_…, sb_secret_… nor a JSON web token of three parts',
    }
  }
  const claims = parseClaims(parts[1] ?? '')
  if (claims === undefined) {
    return { kind: 'unreadable', why: 'the middle of the token is no JSON: it is cut or mixed up' }
  }
  const { role, exp, ref } = claims
  const known: KeyClaims = {
    ...(typeof exp === 'number' ? { expiresAt: exp * 1000 } : {}),
    ...(typeof ref === 'string' ? { ref } : {}),
  }
  if (role === 'anon' || role === 'service_role') return { kind: role, claims: known }
  if (typeof claims['sub'] === 'string') return { kind: 'user', claims: known }
  return { kind: 'unreadable', why: `its role is ${JSON.stringify(role)}, which no API key has` }
}

/** Whether it passes row-level security, so that whoever has it has everything. */
export function isServiceKey({ kind }: Key): boolean {
  return kind === 'secret' || kind === 'service_role'
}

function parseClaims(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined
  } catch {
    // Not JSON: whoever asked says so.
    return undefined
  }
}
