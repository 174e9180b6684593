import { Hono } from 'hono'
import { routePath } from 'hono/route'
import type { Context } from '../context.ts'
import { RestError } from './errors.ts'
import { errorResponse } from './http/respond.ts'
import { RestService } from './service.ts'

export interface RestOptions {
  /** The most rows that one read yields, and each list embedded in it. Default 1000, as the Supabase CLI has it. */
  readonly maxRows?: number
  /** The schemas that requests can reach; the first is the one meant by default. Default `public`. */
  readonly schemas?: readonly string[]
}

/** The routes of `/rest/v1`. */
interface RestRoutes extends Hono {
  /** Ends the connection that listens for schema changes. */
  close(): Promise<void>
}

const DEFAULT_MAX_ROWS = 1000

const DEFAULT_SCHEMAS = ['public']

/** Supabase's REST interface (PostgREST) over the context's database, to be mounted at `/rest/v1`. */
export function restRoutes(context: Context, options: RestOptions = {}): RestRoutes {
  const service = new RestService(context, {
    maxRows: options.maxRows ?? DEFAULT_MAX_ROWS,
    schemas: options.schemas ?? DEFAULT_SCHEMAS,
  })
  const app = new Hono()
  app.all('/rpc/:name', c =>
    service.answer(c.req.raw, { kind: 'routine', name: c.req.param('name') }),
  )
  app.all('/:name', c => service.answer(c.req.raw, { kind: 'relation', name: c.req.param('name') }))
  app.all('*', c => {
    // With or without its slash at the end, which a pattern of its own would tell apart.
    const isRoot = `${c.req.path.replace(/\/$/, '')}/*` === routePath(c)
    if (isRoot) return service.answer(c.req.raw, { kind: 'root', name: '' })
    return errorResponse(
      new RestError(404, { code: 'PGRST125', message: 'Invalid path specified in request URL' }),
    )
  })
  return Object.assign(app, { close: () => service.close() })
}
