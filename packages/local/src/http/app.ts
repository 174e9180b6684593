import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { About } from '../about.ts'
import type { Journal } from '../activity/journal.ts'
import { noteRequests } from '../activity/note-requests.ts'
import { DatabaseUnavailable, type Context } from '../context.ts'
import type { Service } from '../faults/fault.ts'
import { failingService } from '../faults/http-faults.ts'
import { frontPage } from '../page/routes.ts'
import { isAborted, unheard } from './aborted.ts'
import { limitBody } from './body-limit.ts'
import type { Connection } from './listen.ts'

/** The routes of each part, and what the front page says. */
export interface AppOptions {
  readonly context: Context
  readonly journal: Journal
  /** By path, such as `/auth/v1`. */
  readonly parts: Readonly<Record<string, Hono>>
  /** How the backend introduces itself at `/`. */
  readonly about: About
}

/** Enough for the largest picture that storage takes by default (50 MB), with its envelope. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
/** Thousands of rows at once. */
const MAX_REST_BYTES = 10 * 1024 * 1024
/** One broadcast of the 3,000 kB that a channel takes, with its envelope. */
const MAX_REALTIME_BYTES = 4 * 1024 * 1024
const MAX_CONTROL_BYTES = 64 * 1024
const DAY_SECONDS = 86_400

/** What clients send, so that a browser's preflight lets it pass. */
const REQUEST_HEADERS = [
  'authorization',
  'apikey',
  'content-type',
  'x-client-info',
  'x-supabase-api-version',
  'prefer',
  'accept',
  'accept-profile',
  'content-profile',
  'range',
  'range-unit',
  'x-retry-count',
  'x-upsert',
  'x-metadata',
  'x-region',
  'cache-control',
  'content-encoding',
  'if-none-match',
  'if-modified-since',
  'if-range',
  'x-everfresh-origin',
]
/** What a browser may show to the client's code. */
const RESPONSE_HEADERS = [
  'content-range',
  'content-location',
  'location',
  'preference-applied',
  'range-unit',
  'x-supabase-api-version',
  'x-sb-error-code',
  'x-request-id',
  'retry-after',
  'etag',
  'accept-ranges',
  'content-disposition',
  'link',
  'x-total-count',
]

/** What may fail on purpose, by the first part of its path. */
const SERVICES: readonly Service[] = ['rest', 'auth', 'storage', 'realtime']

/** The whole HTTP side: what all parts share, and the parts at their paths. */
export function createApp(options: AppOptions): Hono<{ Bindings: Connection }> {
  const { context, journal, parts, about } = options
  const app = new Hono<{ Bindings: Connection }>()
  app.use(noteRequests(journal), crossOrigin, requestId, limitAnyBody)
  for (const [path, limit] of Object.entries(LIMITS)) app.use(`${path}/*`, limit)
  for (const service of SERVICES) {
    app.use(`/${service}/v1/*`, failingService(service, context.faults))
  }
  app.get('/', frontPage(about))
  for (const [path, part] of Object.entries(parts)) app.route(path, part)
  app.notFound(c =>
    c.json(
      {
        code: 'not_found',
        message: `There is nothing at ${c.req.path}: this backend serves ${Object.keys(parts).join(', ')}.`,
      },
      404,
    ),
  )
  app.onError((error, c) => {
    if (isAborted(error)) return unheard()
    if (error instanceof DatabaseUnavailable) {
      const message = `The database cannot be reached at the moment (${error.message}): ask again in a second.`
      return c.json({ code: 'database_unavailable', message }, 503, { 'Retry-After': '1' })
    }
    context.warn(`${c.req.method} ${c.req.path} failed: ${error.message}`)
    return c.json({ code: 'internal_error', message: 'The backend failed; its log says why.' }, 500)
  })
  return app
}

const crossOrigin: MiddlewareHandler = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'],
  allowHeaders: REQUEST_HEADERS,
  exposeHeaders: RESPONSE_HEADERS,
  maxAge: DAY_SECONDS,
})

const requestId: MiddlewareHandler = async (c, next) => {
  await next()
  c.res.headers.set('x-request-id', c.req.header('x-request-id') ?? randomUUID())
}

/** What no part lets in: the rest of such a body is not even thrown away. */
const limitAnyBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: c =>
    c.json({ code: 'too_large', message: tooLarge(MAX_BODY_BYTES) }, 413, { Connection: 'close' }),
})

/** The bodies that a part takes, where that is less and the part does not see to it itself. */
const LIMITS: Readonly<Record<string, MiddlewareHandler>> = {
  '/rest/v1': limitBody(MAX_REST_BYTES, () =>
    Response.json(
      { code: 'too_large', details: null, hint: null, message: tooLarge(MAX_REST_BYTES) },
      { status: 413 },
    ),
  ),
  '/realtime/v1': limitBody(MAX_REALTIME_BYTES, () =>
    Response.json({ message: tooLarge(MAX_REALTIME_BYTES) }, { status: 413 }),
  ),
  '/_everfresh': limitBody(MAX_CONTROL_BYTES, () =>
    Response.json({ code: 'too_large', message: tooLarge(MAX_CONTROL_BYTES) }, { status: 413 }),
  ),
}

function tooLarge(maxBytes: number): string {
  return `The body of a request may have ${maxBytes} bytes at most here: send it in parts.`
}
