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

/** `RAISE SQLSTATE 'PGRST'` chose a whole response, but not in the form that says which. */
export function raiseError(part: 'DETAIL' | 'MESSAGE', text: string | undefined): RestError {
  const keys =
    part === 'MESSAGE'
      ? "'code', 'message' and optional keys: 'details', 'hint'"
      : "'status', 'headers' and optional key: 'status_text'"
  return new RestError(500, {
    code: 'PGRST121',
    message: `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`,
    details:
      text === undefined
        ? 'DETAIL is missing in the RAISE statement'
        : `Invalid JSON value for ${part}: '${text}'`,
    hint: `${part} must be a JSON object with obligatory keys: ${keys}.`,
  })
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
