import { uncheckedClaims } from '../http/unchecked-claims.ts'

/** The user a token speaks of, without a look at its signature; undefined when it speaks of none. */
export function subjectOf(token: string): string | undefined {
  const sub = uncheckedClaims(token)?.['sub']
  return typeof sub === 'string' ? sub : undefined
}
