/** The body of every refusal, in PostgREST's order. */
interface ErrorBody {
  readonly code: string
  readonly details: unknown
  readonly hint: string | null
  readonly message: string
}

/** A request that is refused, with the HTTP answer it gets. */
export class RestError extends Error {
  override readonly name = 'RestError'
  readonly status: number
  readonly body: ErrorBody
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    body: Partial<ErrorBody> & Pick<ErrorBody, 'code' | 'message'>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message)
    this.status = status
    this.body = { details: null, hint: null, ...body }
    this.headers = headers
  }
}

/** The URL holds text that is not in the grammar. `column` counts from 1. */
export function parseError(
  subject: string,
  text: string,
  column: number,
  details: string,
): RestError {
  return new RestError(400, {
    code: 'PGRST100',
    message: `"failed to parse ${subject} (${text})" (line 1, column ${column})`,
    details,
  })
}

/** The body is not the JSON that the request needs. */
export function bodyError(message: string): RestError {
  return new RestError(400, { code: 'PGRST102', message })
}

/** The asked range cannot be given. */
export function rangeError(details: string): RestError {
  return new RestError(416, {
    code: 'PGRST103',
    message: 'Requested range not satisfiable',
    details,
  })
}

/** `.single()` met no row, or more than one. */
export function notSingular(rows: number): RestError {
  return new RestError(406, {
    code: 'PGRST116',
    message: 'Cannot coerce the result to a single JSON object',
    details: `The result contains ${rows} rows`,
  })
}
