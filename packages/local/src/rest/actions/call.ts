import { RestError } from '../errors.ts'
import { negotiate, type Media } from '../http/media.ts'
import { contentRange, intersect, parseRange, rangeStatus } from '../http/range.ts'
import type { RestRequest } from '../http/request.ts'
import { preferenceApplied, type Answer } from '../http/respond.ts'
import type { Query } from '../parse/ast.ts'
import { parseQuery } from '../parse/query.ts'
import { planCall, type Call, type Given } from '../plan/call.ts'
import { callSql } from '../sql/call.ts'
import { identifier, sql } from '../sql/fragment.ts'
import { countOf, rowsOf } from '../sql/read.ts'
import { resultSql, SOURCE, type ResultRow, type Wanted } from '../sql/result.ts'
import {
  assertMaxAffected,
  assertSingle,
  contentHeaders,
  isCounted,
  type Action,
  type ActionInput,
} from './action.ts'

function givenBy({ method, body }: RestRequest, query: Query): Given {
  if (method !== 'POST') return { kind: 'text', args: query.args }
  if (body.kind === 'form') return { kind: 'text', args: body.pairs }
  return body
}

function plan({ request, schema, maxRows }: ActionInput): Call {
  const query = parseQuery(request.params, request.method !== 'POST')
  return planCall(schema, request.target.name, givenBy(request, query), { query, maxRows })
}

function assertCountable(request: RestRequest, call: Call): void {
  if (request.preferences.maxAffected === undefined || call.routine.set) return
  throw new RestError(400, {
    code: 'PGRST128',
    message:
      'Function must return SETOF or TABLE when max-affected preference is used with handling=strict',
  })
}

function isSilent(request: RestRequest, call: Call): boolean {
  return call.routine.result === 'void' || request.preferences.applied.get('return') === 'minimal'
}

function wantedOf(request: RestRequest, { routine }: Call, media: Media): Wanted {
  // One value or row is not a list of one.
  const shape = routine.set || media.shape !== 'list' ? media.shape : 'single'
  return {
    body: request.method === 'HEAD' ? 'none' : shape,
    scalar: routine.result !== 'rows',
    stripNulls: media.stripNulls,
    bytes: routine.bytes,
  }
}

/** A body that is raw bytes arrives in base 16. */
function bodyOf({ body }: ResultRow, { routine }: Call, media: Media): Answer['body'] {
  if (body === null || media.shape !== 'raw' || !routine.bytes) return body
  return new Uint8Array(Buffer.from(body, 'hex'))
}

interface Answering {
  readonly call: Call
  readonly media: Media
  readonly offset: number
}

function answerOf(
  { preferences, ...request }: RestRequest,
  { call, media, offset }: Answering,
  row: ResultRow,
): Answer {
  const rows = Number(row.rows)
  const total = row.total === null ? undefined : Number(row.total)
  if (call.routine.set) assertSingle(media, rows)
  assertMaxAffected(preferences, rows)
  const silent = isSilent({ ...request, preferences }, call)
  return {
    status: silent ? 204 : rangeStatus(offset, rows, total),
    body: silent ? null : bodyOf(row, call, media),
    headers: {
      'Content-Range': contentRange(offset, rows, total),
      ...(!silent && contentHeaders({ ...request, preferences }, media)),
      ...preferenceApplied(preferences, [
        'return',
        'count',
        'handling',
        'timezone',
        'max-affected',
      ]),
    },
  }
}

/** GET, HEAD and POST on a function. Throws {@link RestError}. */
export function callAction(input: ActionInput): Action {
  const { request, maxRows } = input
  const call = plan(input)
  const { routine } = call
  const media = negotiate(request.headers.get('accept') ?? undefined, routine.media)
  assertCountable(request, call)
  const range = request.method === 'GET' ? request.headers.get('range') : null
  const part = intersect(parseRange(range ?? undefined), call.result, maxRows)
  const result = { ...call.result, ...part }
  const name = identifier(routine.name)
  const source = { relation: result.relation, qualifier: name, typed: false }
  const from = sql`${SOURCE} as ${name}`
  const counted = isCounted(request.preferences)
  const wanted = wantedOf(request, call, media)
  return {
    statement: resultSql(
      {
        source: callSql(call),
        rows: rowsOf(source, from, result),
        ...(counted && { total: countOf(source, from, result) }),
      },
      isSilent(request, call) ? { ...wanted, body: 'none' } : wanted,
    ),
    readOnly: request.method !== 'POST' || !routine.volatile,
    ...(routine.timeout !== undefined && { settings: { statement_timeout: routine.timeout } }),
    answer: row => answerOf(request, { call, media, offset: part.offset }, row),
  }
}
