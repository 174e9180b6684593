type Claims = Readonly<Record<string, unknown>>

/** What a token says, without a look at its signature; undefined when it is no JWT. Nobody may trust it. */
export function uncheckedClaims(token: string): Claims | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined
  } catch {
    // Who was asked says in the answer what is wrong with it.
    return undefined
  }
}
