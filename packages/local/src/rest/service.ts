import { DatabaseError } from 'pg'
import type { Caller, Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import type { Action, ActionInput } from './actions/action.ts'
import { callAction } from './actions/call.ts'
import { describe } from './actions/describe.ts'
import { readAction } from './actions/read.ts'
import { rootResponse } from './actions/root.ts'
import { runAction } from './actions/run.ts'
import { writeAction } from './actions/write.ts'
import { RestError } from './errors.ts'
import { statementError, tokenError } from './http/database-error.ts'
import { readRequest, requestSettings, type RestRequest, type Target } from './http/request.ts'
import { errorResponse, toResponse } from './http/respond.ts'
import { SchemaCache } from './schema/cache.ts'
import type { Schema } from './schema/schema.ts'
import { searchPath } from './schema/search-path.ts'
import { statement } from './sql/fragment.ts'
import { Prepared } from './sql/prepared.ts'

/** What is exposed. */
export interface Exposure {
  readonly maxRows: number
  readonly schemas: readonly string[]
}

/** What a request can miss because the schema was read before the last migration. */
const MISSES = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205'])
/** What PostgreSQL may say of a statement that was made, or prepared, before the last migration. */
const STALE = /^(?:0A000|22...|42(?!501)...)$/

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

function mayBeStale(error: unknown): boolean {
  if (error instanceof RestError) return MISSES.has(error.body.code)
  if (!(error instanceof DatabaseError) || !STALE.test(error.code ?? '')) return false
  // What a function says is its own, and what it did outside the transaction is done.
  return !/\bfunction\b/.test(error.where ?? '')
}

/** A request, and whose it is. */
interface Asked {
  readonly request: RestRequest
  readonly caller: Caller
}

/** Answers requests over one database. */
export class RestService {
  readonly #context: Context
  readonly #exposure: Exposure
  readonly #cache: SchemaCache
  readonly #prepared = new Prepared()

  constructor(context: Context, exposure: Exposure) {
    this.#context = context
    this.#exposure = exposure
    this.#cache = new SchemaCache(context)
  }

  async answer(request: Request, target: Target): Promise<Response> {
    try {
      const caller = await this.#caller(request.headers)
      const read = await readRequest(request, target, this.#exposure.schemas)
      return await this.#answer({ request: read, caller })
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

  async #answer(asked: Asked): Promise<Response> {
    try {
      const schema = await this.#cache.get(asked.request.schema)
      return await this.#attempt(asked, schema)
    } catch (error) {
      throw statementError(error, asked.caller) ?? error
    }
  }

  /** Answers as the schema is known, and once more if what fails may be because it has changed. */
  async #attempt(asked: Asked, schema: Schema): Promise<Response> {
    try {
      return await this.#run(asked, schema)
    } catch (error) {
      if (!mayBeStale(error)) throw error
      const newer = await this.#cache.newerThan(schema)
      if (newer === schema) throw error
      return this.#run(asked, newer)
    }
  }

  async #run({ request, caller }: Asked, schema: Schema): Promise<Response> {
    const input = { request, schema, maxRows: this.#exposure.maxRows }
    if (request.method === 'OPTIONS') return describe(input)
    if (request.target.kind === 'root') return rootResponse(input)
    const action = request.target.kind === 'routine' ? routineAction(input) : relationAction(input)
    const settings = {
      ...schema.roleSettings.get(caller.role),
      ...action.settings,
      search_path: searchPath(request.schema),
      ...requestSettings(request),
      ...(action.readOnly && { transaction_read_only: 'on' }),
    }
    const main = this.#prepared.named({ schema, role: caller.role }, statement(action.statement))
    return this.#context.db.as(caller, settings, async client => {
      const row = await runAction(client, action, main)
      return toResponse(action.answer(row), row)
    })
  }
}
