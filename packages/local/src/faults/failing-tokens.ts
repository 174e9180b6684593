import { TokenError, type Faults, type Tokens } from '../context.ts'

/** Tokens that run out when a fault says so: those of users, made before it began. */
export function failingTokens(tokens: Tokens, faults: Faults): Tokens {
  /** By the fault's id: the tokens made since it began. */
  const fresh = new Map<string, Set<string>>()
  return {
    ...tokens,
    sign: async claims => {
      const token = await tokens.sign(claims)
      for (const standing of faults.standing('token-expire')) {
        const signed = fresh.get(standing.id)
        if (signed !== undefined) {
          signed.add(token)
          continue
        }
        fresh.set(standing.id, new Set([token]))
        standing.onEnd(() => fresh.delete(standing.id))
      }
      return token
    },
    verify: async token => {
      const claims = await tokens.verify(token)
      const { sub } = claims
      if (faults.isQuiet || typeof sub !== 'string') return claims
      for (const standing of faults.standing('token-expire')) {
        const isOld = fresh.get(standing.id)?.has(token) !== true
        if (isOld && standing.strike([{ user: sub }])) {
          throw new TokenError({ code: 'expired', secondsAgo: 0 })
        }
      }
      return claims
    },
  }
}
