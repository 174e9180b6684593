import { Hono } from 'hono'
import type { Caller, Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import type { Action, ActionInput } from './actions/action.ts'
import { callAction } from './actions/call.ts'
import { readAction } from './actions/read.ts'
import { writeAction } from './actions/write.ts'
import { RestError } from './errors.ts'
import { statementError, tokenError } from './http/database-error.ts'
import { readRequest, requestSettings, type RestRequest } from './http/request.ts'
import { errorResponse, toResponse } from './http/respond.ts'
import { SchemaCache } from './schema/cache.ts'
import { statement } from './sql/fragment.ts'
import type { ResultRow } from './sql/result.ts'

export interface RestOptions {
  /** The most rows that one read yields, and each list embedded in it. Default 1000, as the Supabase CLI has it. */
  readonly maxRows?: number
}

/** The routes of `/rest/v1`. */
interface RestRoutes extends Hono {
  /** Ends the connection that listens for schema changes. */
  close(): Promise<void>
}

const DEFAULT_MAX_ROWS = 1000

/** What a request can miss because the schema was read before the last migration. */
const MISSES = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205'])

function relationAction(input: ActionInput): Action {
  const { method } = input.request
  if (method === 'GET' || method === 'HEAD') return readAction(input)
  if (method === 'POST' || method === 'PATCH' || method === 'DELETE') return writeAction(input)
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

class RestService {
  readonly #context: Context
  readonly #maxRows: number
  readonly #cache: SchemaCache

  constructor(context: Context, maxRows: number) {
    this.#context = context
    this.#maxRows = maxRows
    this.#cache = new SchemaCache(context)
  }

  async answer(request: Request, target: RestRequest['target']): Promise<Response> {
    try {
      const caller = await this.#caller(request.headers)
      return await this.#run(await readRequest(request, target), caller)
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
      const action = await this.#plan(request)
      const { text, values } = statement(action.statement)
      const settings = {
        ...requestSettings(request),
        ...(action.readOnly && { transaction_read_only: 'on' }),
      }
      return await this.#context.db.as(caller, settings, async client => {
        const result = await client.query<ResultRow>(text, values)
        const [row] = result.rows
        if (row === undefined) throw new TypeError('A statement yielded no result row.')
        return toResponse(action.answer(row), row)
      })
    } catch (error) {
      throw statementError(error, caller) ?? error
    }
  }

  async #plan(request: RestRequest): Promise<Action> {
    const make = request.target.kind === 'routine' ? routineAction : relationAction
    const schema = await this.#cache.get()
    try {
      return make({ request, schema, maxRows: this.#maxRows })
    } catch (error) {
      if (!(error instanceof RestError) || !MISSES.has(error.body.code)) throw error
      const newer = await this.#cache.newerThan(schema)
      return make({ request, schema: newer, maxRows: this.#maxRows })
    }
  }
}

/** Supabase's REST interface (PostgREST) over the context's database, to be mounted at `/rest/v1`. */
export function restRoutes(context: Context, options: RestOptions = {}): RestRoutes {
  const service = new RestService(context, options.maxRows ?? DEFAULT_MAX_ROWS)
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
