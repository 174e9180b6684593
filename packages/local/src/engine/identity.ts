import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * Who PostgreSQL runs as. It refuses to run as root, which is the user of most containers, so root
 * becomes `nobody`: inside a user namespace when the system allows one (files stay root's outside),
 * else for real.
 */
export type Identity =
  | { readonly kind: 'self' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'nobody'; readonly uid: number; readonly gid: number }

/** The user `nobody` on every current system; PostgreSQL insists that the user has a name. */
const NOBODY = 65534
const UNSHARE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

/** Chooses the identity for this process. */
export async function chooseIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  try {
    await promisify(execFile)('unshare', [...UNSHARE, 'true'])
    return { kind: 'namespace' }
  } catch {
    return { kind: 'nobody', uid: NOBODY, gid: NOBODY }
  }
}

/** A program, its arguments and the user it runs as, ready for `spawn`. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly user: { readonly uid?: number; readonly gid?: number }
}

/** Turns a program and its arguments into a command run as `identity`. */
export function commandAs(identity: Identity, file: string, args: readonly string[]): Command {
  switch (identity.kind) {
    case 'self':
      return { file, args, user: {} }
    case 'namespace':
      return { file: 'unshare', args: [...UNSHARE, file, ...args], user: {} }
    case 'nobody':
      return { file, args, user: { uid: identity.uid, gid: identity.gid } }
  }
}
