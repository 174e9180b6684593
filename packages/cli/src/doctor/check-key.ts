import { found, type Outcome } from './check.ts'
import { isServiceKey, KEYS_PAGE, readKey, type Key } from './key.ts'
import type { Api } from './target.ts'
import { isPublic } from './variables.ts'

/** What kind of key it is, and whether an app may have it. */
export function checkKey(api: Api, now: number): Outcome {
  const key = readKey(api.key)
  if (key.kind === 'unreadable') {
    return found({
      code: 'key-unreadable',
      severity: 'error',
      title: 'The key is no API key',
      evidence: `The key from ${api.keyFrom} cannot be read: ${key.why}.`,
      next: `Copy the publishable key (or the older anon key) anew from ${KEYS_PAGE}.`,
    })
  }
  if (key.kind === 'user') {
    return found({
      code: 'key-is-user-token',
      severity: 'error',
      title: "A user's token stands where the key belongs",
      evidence: `The key from ${api.keyFrom} is the access token of a user. It runs out, and then nobody can sign in.`,
      next: `Use the publishable key of ${KEYS_PAGE} as the key. A user's token goes to --token.`,
    })
  }
  return checkLifetime(api, key, now) ?? checkProject(api, key) ?? checkSecrecy(api, key)
}

function checkLifetime(api: Api, key: Key, now: number): Outcome | undefined {
  const expiresAt = 'claims' in key ? key.claims.expiresAt : undefined
  if (expiresAt === undefined || expiresAt > now) return undefined
  const day = new Date(expiresAt).toISOString().slice(0, 10)
  return found({
    code: 'key-expired',
    severity: 'error',
    title: 'The key has run out',
    evidence: `The ${key.kind} key from ${api.keyFrom} ran out on ${day}.`,
    next: `Copy the key that is in force from ${KEYS_PAGE}.`,
  })
}

/** The older keys of hosted projects name their project. */
function checkProject(api: Api, key: Key): Outcome | undefined {
  const ref = 'claims' in key ? key.claims.ref : undefined
  const host = /^([a-z0-9]{20})\.supabase\.(?:co|in|red)$/.exec(new URL(api.url).hostname)?.[1]
  if (ref === undefined || host === undefined || ref === host) return undefined
  return found({
    code: 'key-of-other-project',
    severity: 'error',
    title: 'The key belongs to another project',
    evidence: `The key from ${api.keyFrom} is of the project ${ref}, the address is of ${host}.`,
    next: `Take both from one project: its ${KEYS_PAGE}.`,
  })
}

function checkSecrecy(api: Api, key: Key): Outcome {
  if (!isServiceKey(key)) return { evidence: `${key.kind} key, from ${api.keyFrom}` }
  const isShown = isPublic(api.keyFrom)
  const where = isShown
    ? `${api.keyFrom} is put into the page: everybody who opens the app has this key.`
    : `If an app has the key from ${api.keyFrom}, everybody who opens it has it too.`
  return found({
    code: 'service-key',
    severity: isShown ? 'error' : 'warning',
    title: 'THIS KEY MUST NEVER BE IN AN APP',
    evidence: `It is a ${key.kind} key: it passes row-level security and may read and delete everything. ${where}`,
    next: `Examine with the publishable (or anon) key that the app uses. If this one was ever published, replace it at once in ${KEYS_PAGE}. With it, what follows shows what a server sees, not what a user sees.`,
  })
}
