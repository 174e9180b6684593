import type { MiddlewareHandler } from 'hono'
import { isLoopback } from './loopback.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Answers this machine only. A page of another site can send requests to this machine, under its
 * own name in `Origin` or, by DNS rebinding, under its own name in `Host`. A backend that is open to
 * other machines keeps this to its own. All others get 403 and `message`.
 */
export function localOnly(message: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const fromElsewhere =
      origin === undefined ? site === 'cross-site' || site === 'same-site' : !isLocal(origin)
    const { peer = '127.0.0.1' } = (c.env ?? {}) as { readonly peer?: string }
    if (!fromElsewhere && isLocal(c.req.url) && isLoopback(peer)) return next()
    return c.json({ code: 'forbidden', message }, 403)
  }
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname)
}
