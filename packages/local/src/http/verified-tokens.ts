type Claims = Readonly<Record<string, unknown>>
type Verify = (token: string) => Promise<Claims>

const REMEMBERED = 1000

/**
 * Checks tokens by `verify`, each letter-for-letter token's signature once while it is good: clients
 * send the same one with every request. When it begins and ends is looked at each time. At most a
 * thousand are remembered, the latest; one that was refused never is.
 */
export function verifyOnce(verify: Verify, now: () => number): Verify {
  const verified = new Map<string, Claims>()
  return async token => {
    const known = verified.get(token)
    if (known !== undefined && isInForce(known, now())) return known
    verified.delete(token)
    const claims = await verify(token)
    verified.set(token, claims)
    const [oldest] = verified.keys()
    if (verified.size > REMEMBERED && oldest !== undefined) verified.delete(oldest)
    return claims
  }
}

/** What is not plainly in force is checked anew, which tells what is wrong with it. */
function isInForce({ exp, nbf = 0 }: Claims, nowMs: number): boolean {
  const nowSeconds = Math.floor(nowMs / 1000)
  return typeof exp === 'number' && exp > nowSeconds && typeof nbf === 'number' && nbf <= nowSeconds
}
