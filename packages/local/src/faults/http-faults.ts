import { once } from 'node:events'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context as Asked, MiddlewareHandler } from 'hono'
import type { Faults } from '../context.ts'
import type { Connection } from '../http/listen.ts'
import type { HttpErrorFault, Service } from './fault.ts'
import { requestTarget } from './request-target.ts'

type Request = Asked<{ Bindings: Connection }>
type Spoil = (c: Request) => Promise<void>

const TYPES = ['http-error', 'http-hang', 'http-slow', 'http-cut', 'http-lost'] as const

/**
 * Lets requests to a service fail as its faults say, in their order: a slow one that is refused waits
 * first, and one that is refused first does not wait. What spoils the answer does so at the end.
 */
export function failingService(
  service: Service,
  faults: Faults,
): MiddlewareHandler<{ Bindings: Connection }> {
  return async (c, next) => {
    if (faults.isQuiet) return next()
    const spoils: Spoil[] = []
    const isAnswered = await meetFaults(c, { service, faults, spoils })
    if (!isAnswered) await next()
    for (const spoil of spoils) await spoil(c)
    return undefined
  }
}

interface Meeting {
  readonly service: Service
  readonly faults: Faults
  /** What is to be done to the answer is added here. */
  readonly spoils: Spoil[]
}

/** Says whether a fault has given the answer. */
async function meetFaults(c: Request, { service, faults, spoils }: Meeting): Promise<boolean> {
  const target = requestTarget(service, c.req.raw)
  for (const standing of faults.standing(...TYPES)) {
    const { fault } = standing
    if (fault.service !== undefined && fault.service !== service) continue
    if (!standing.strike([target])) continue
    switch (fault.type) {
      case 'http-slow':
        await new Promise<void>(resolve => standing.hold(resolve, fault.ms))
        break
      case 'http-cut':
        spoils.push(cutInTheMiddle)
        break
      case 'http-lost':
        spoils.push(lose)
        break
      case 'http-hang':
        await once(c.env.outgoing, 'close')
        c.res = nothingToSend()
        return true
      case 'http-error':
        c.res = errorAnswer(fault, c.req.path)
        return true
    }
  }
  return false
}

function errorAnswer({ status, retryAfter, message }: HttpErrorFault, path: string): Response {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter)
  const text = message ?? `${path} fails on purpose (a fault is set).`
  return new Response(JSON.stringify({ code: 'fault', message: text }), { status, headers })
}

async function cutInTheMiddle(c: Request): Promise<void> {
  const { status } = c.res
  const headers = new Headers(c.res.headers)
  const bytes = new Uint8Array(await c.res.arrayBuffer())
  if (bytes.length === 0) return lose(c)
  headers.set('content-length', String(bytes.length))
  const { outgoing } = c.env
  const { socket } = outgoing
  outgoing.once('finish', () => socket?.destroySoon())
  c.res = undefined
  c.res = new Response(bytes.slice(0, Math.floor(bytes.length / 2)), { status, headers })
}

async function lose(c: Request): Promise<void> {
  c.env.outgoing.socket?.destroy()
  c.res = undefined
  c.res = nothingToSend()
}

function nothingToSend(): Response {
  return new Response(null, RESPONSE_ALREADY_SENT)
}
