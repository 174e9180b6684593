import type { Clock } from '@everfresh/core'

/** A request that may be sent twice. Aborting `signal` gives it up. */
type Send = (signal: AbortSignal) => Promise<Response>

/** Sends reads again that a dead connection has swallowed. */
export interface Resender {
  /**
   * Resolves with the answer, when all of it is there, and rejects as `send` does, the last time that it is called.
   * Aborting `own` gives all up.
   */
  readonly read: (send: Send, own: AbortSignal | null | undefined) => Promise<Response>
  /** The network was gone and is back: connections from before may be dead, and nobody says so. */
  readonly doubt: () => void
}

/** While in doubt a read has so long for its answer: three dead connections are left within 2.4 s, and 5 s in all. */
const LIMIT_MS = 800
/** What has no answer then is slow, not dead. */
const MOST_RESENT = 3
/** What is asked later goes over connections that have proved themselves. */
const DOUBT_MS = 10_000

/**
 * To `fetch` a connection that the network swallowed is a slow one: it waits for minutes, and a browser sends the next
 * request over it too. The transport sees its own socket die at the same time, and tells by `doubt` when another one
 * opened, as the machine does when it has a network again. Reads that are under way then are given up and sent again,
 * and so is, for a while, each that is not answered within 0.8 s, up to three times.
 */
export function createResender(clock: Clock): Resender {
  /** What sends each read that is under way again. */
  const underWay = new Set<() => void>()
  let doubtEndsAt = -Infinity

  const read = (send: Send, own: AbortSignal | null | undefined): Promise<Response> =>
    new Promise((resolve, reject) => {
      let attempt = new AbortController()
      let resent = 0
      let disarm = (): void => undefined

      const go = (): void => {
        const { signal } = attempt
        if (clock.now() < doubtEndsAt && resent < MOST_RESENT)
          disarm = clock.after(LIMIT_MS, () => {
            resent += 1
            again()
          })
        const end = (settle: () => void): void => {
          // One that was given up has nothing to say any more.
          if (signal !== attempt.signal) return
          disarm()
          underWay.delete(again)
          settle()
        }
        const begun = (response: Response): Promise<Response> => {
          // What answers is not dead; it may die before it has said all.
          if (signal === attempt.signal) disarm()
          return whole(response)
        }
        send(signal)
          .then(begun)
          .then(
            response => end(() => resolve(response)),
            (error: unknown) => end(() => reject(error)),
          )
      }
      const again = (): void => {
        const dead = attempt
        attempt = new AbortController()
        disarm()
        // First: a browser has only so many connections with one server.
        dead.abort()
        go()
      }

      const giveUp = (): void => attempt.abort(own?.reason)
      if (own?.aborted === true) giveUp()
      own?.addEventListener('abort', giveUp, { once: true })
      underWay.add(again)
      go()
    })

  return {
    read,
    doubt: () => {
      doubtEndsAt = clock.now() + DOUBT_MS
      for (const again of Array.from(underWay)) again()
    },
  }
}

/** Of what has no body, or none that can be read in parts (React Native), nothing is missing. */
async function whole(response: Response): Promise<Response> {
  if (!response.body) return response
  const { headers, status, statusText } = response
  return new Response(await response.arrayBuffer(), { headers, status, statusText })
}
