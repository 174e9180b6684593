/** The user a token speaks of, without a look at its signature; undefined when it speaks of none. */
export function subjectOf(token: string | undefined): string | undefined {
  const payload = token?.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    const isObject = typeof claims === 'object' && claims !== null
    return isObject && 'sub' in claims && typeof claims.sub === 'string' ? claims.sub : undefined
  } catch {
    return undefined
  }
}
