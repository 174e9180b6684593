import { Hono } from 'hono'
import type { Caller, Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import type { Action, ActionInput } from './actions/action.ts'
import { callAction } from './actions/call.ts'
import { describe } from './actions/describe.ts'
import { readAction } from './actions/read.ts'
import { runAction } from './actions/run.ts'
import { writeAction } from './actions/write.ts'
import { RestError } from './errors.ts'
import { statementError, tokenError } from './http/database-error.ts'
import { readRequest, requestSettings, type RestRequest, type Target } from './http/request.ts'
import { errorResponse, toResponse } from './http/respond.ts'
import { SchemaCache } from './schema/cache.ts'
import { searchPath } from './schema/search-path.ts'

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

/** What a request can miss because the schema was read before the last migration. */
const MISSES = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205'])

const WRITES = new Set(['DELETE', 'PATCH', 'POST', 'PUT'])

function relationAction(input: ActionInput): Action {
  const { method } = input.request
  if (method === 'GET' || method === 'HEAD') return readAction(input)
  if (WRITES.has(method)) return writeAction(input)
  throw new RestError(405, { code: 'PGRST117', message: `Unsupported HTTP method: ${method}` })
}

function routineAction(input: ActionInput): Action {
  const { method } = input.request
  if (method === 'GET' || method === 'HEAD' || method === 'POST') return callAction(input)
  throw new RestError(405, {
    code: 'PGRST101',
    message: `Cannot use the ${method} method on RPC`,
  })
}

/** A request that can be run, and what is set for it. */
interface Planned {
  readonly action: Action
  readonly settings: Readonly<Record<string, string>>
}

class RestService {
  readonly #context: Context
  readonly #options: Required<RestOptions>
  readonly #cache: SchemaCache

  constructor(context: Context, options: RestOptions) {
    this.#context = context
    this.#options = {
      maxRows: options.maxRows ?? DEFAULT_MAX_ROWS,
      schemas: options.schemas ?? DEFAULT_SCHEMAS,
    }
    this.#cache = new SchemaCache(context)
  }

  async answer(request: Request, target: Target): Promise<Response> {
    try {
      const caller = await this.#caller(request.headers)
      const read = await readRequest(request, target, this.#options.schemas)
      if (request.method === 'OPTIONS') return await this.#with(read, describe)
      return await this.#run(read, caller)
    } catch (error) {
      if (error instanceof RestError) return errorResponse(error)
      throw error
    }
  }

  close(): Promise<void> {
    return this.#cache.close()
  }

  async #caller(headers: Headers): Promise<Caller> {
    try {
      return await callerOf(this.#context, headers)
    } catch (error) {
      throw tokenError(error, headers) ?? error
    }
  }

  async #run(request: RestRequest, caller: Caller): Promise<Response> {
    try {
      const { action, settings } = await this.#plan(request, caller)
      return await this.#context.db.as(caller, settings, async client => {
        const row = await runAction(client, action)
        return toResponse(action.answer(row), row)
      })
    } catch (error) {
      throw statementError(error, caller) ?? error
    }
  }

  #plan(request: RestRequest, caller: Caller): Promise<Planned> {
    const make = request.target.kind === 'routine' ? routineAction : relationAction
    return this.#with(request, input => {
      const action = make(input)
      const settings = {
        ...input.schema.roleSettings.get(caller.role),
        ...action.settings,
        search_path: searchPath(request.schema),
        ...requestSettings(request),
        ...(action.readOnly && { transaction_read_only: 'on' }),
      }
      return { action, settings }
    })
  }

  /** Does `make`, once more with the schema read anew if it misses something. */
  async #with<T>(request: RestRequest, make: (input: ActionInput) => T): Promise<T> {
    const { maxRows } = this.#options
    const schema = await this.#cache.get(request.schema)
    try {
      return make({ request, schema, maxRows })
    } catch (error) {
      if (!(error instanceof RestError) || !MISSES.has(error.body.code)) throw error
      const newer = await this.#cache.newerThan(schema)
      return make({ request, schema: newer, maxRows })
    }
  }
}

/** Supabase's REST interface (PostgREST) over the context's database, to be mounted at `/rest/v1`. */
export function restRoutes(context: Context, options: RestOptions = {}): RestRoutes {
  const service = new RestService(context, options)
  const app = new Hono()
  app.all('/rpc/:name', c =>
    service.answer(c.req.raw, { kind: 'routine', name: c.req.param('name') }),
  )
  app.all('/:name', c => service.answer(c.req.raw, { kind: 'relation', name: c.req.param('name') }))
  app.all('*', () =>
    errorResponse(
      new RestError(404, { code: 'PGRST125', message: 'Invalid path specified in request URL' }),
    ),
  )
  return Object.assign(app, { close: () => service.close() })
}
