import type { MiddlewareHandler } from 'hono'
import { bearerOf } from './bearer.ts'
import type { Journal } from './journal.ts'

const LONGEST_PATH = 200

/** Notes each request when its answer begins. The page's own questions would only hide the others. */
export function noteRequests(journal: Journal): MiddlewareHandler {
  return async (c, next) => {
    const since = performance.now()
    await next()
    const { pathname } = new URL(c.req.url)
    const { method } = c.req
    if (pathname.startsWith('/_everfresh/') && method === 'GET') return
    journal.note({
      kind: 'request',
      method,
      path: pathname.slice(0, LONGEST_PATH),
      status: c.res.status,
      ms: Math.round((performance.now() - since) * 10) / 10,
      ...bearerOf(c.req.raw.headers),
    })
  }
}
