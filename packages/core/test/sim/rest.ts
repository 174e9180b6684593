import type { LogAnswer, Scope } from '../../src/change-source.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import { createListeners } from '../../src/listeners.ts'
import type { BackendReport, BackendReports } from '../../src/polling/backend-reports.ts'
import type { User } from './app.ts'
import { chanceOf } from './chance.ts'
import type { Context } from './context.ts'
import type { Login } from './login.ts'

/** The backend's answers to requests. */
export interface Rest {
  /** What the options helper's observer sees of the requests. */
  readonly reports: BackendReports
  /** Resolves with what the database showed at some moment of the way; rejects when it fails. */
  readonly get: (key: QueryKey) => Promise<string>
  /** Commits `write` on the server; rejects when it was not heard of. It may have happened all the same. */
  readonly send: (write: (origin: string) => void) => Promise<void>
  /** What the feed answers; rejects as above. */
  readonly ask: (scope: Scope, cursor: string | undefined) => Promise<LogAnswer | 'down'>
}

const TIME_LIMIT_MS = 15_000
/** A request does not outlive a longer sleep. */
const LONGEST_NAP_MS = 5_000

export function createRest(context: Context, login: Login): Rest {
  const { clock, device, weather, database, feed } = context
  const chance = chanceOf(context.seed, 'rest')
  const reports = createListeners<[BackendReport]>()
  let writes = 0

  /** The way of one request: `serve` runs on the server, its result comes back later. */
  const request = <Answer>(serve: (user: User) => Answer, wrote?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const begunAt = clock.now()
      const token = login.current()
      const fail = (why: string, ms: number, status?: number): void =>
        void clock.after(ms, () =>
          device.whenAwake(() => {
            reports.tell(status === 401 ? { type: 'unauthorized' } : { type: 'failed' })
            reject(Object.assign(new Error(why), { status }))
          }),
        )
      if (!device.online.current) return fail('no network', 1)
      if (weather.hangs > 0 || weather.blackHole) {
        weather.hangs = Math.max(0, weather.hangs - 1)
        return fail('timed out', TIME_LIMIT_MS)
      }
      const thereMs = chance.between(1, weather.restMs)
      clock.after(thereMs, () => {
        if (weather.restDown) return fail('unavailable', 5, 503)
        if (!login.isGood(token)) return fail('token expired', 5, 401)
        const answer = serve(token?.user ?? 'ann')
        const come = (): void => {
          const cut =
            !device.online.current || clock.now() - begunAt > LONGEST_NAP_MS + TIME_LIMIT_MS
          if (cut) reports.tell({ type: 'failed' })
          else reports.tell({ type: 'answered', ...(wrote === undefined ? {} : { wrote }) })
          if (cut) reject(new Error('connection lost'))
          else resolve(answer)
        }
        clock.after(chance.between(1, weather.restMs), () => device.whenAwake(come))
      })
    })

  return {
    reports: { subscribe: reports.add },
    get: key => {
      const user = login.current()?.user ?? 'ann'
      // The worst that is still true: what there was when the request was sent.
      if (chance.in(0.6)) {
        const early = database.read(key, user)
        return request(() => early)
      }
      return request(() => database.read(key, user))
    },
    send: write => {
      writes += 1
      const origin = `device.${writes}`
      return request(() => write(origin), origin)
    },
    ask: (scope, cursor) => request(user => feed?.answer(user, scope, cursor) ?? 'down'),
  }
}
