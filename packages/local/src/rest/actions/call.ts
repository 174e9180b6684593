import { RestError } from '../errors.ts'
import { contentRange, intersect, parseRange, rangeStatus } from '../http/range.ts'
import type { RestRequest } from '../http/request.ts'
import { preferenceApplied, type Answer } from '../http/respond.ts'
import { parseQuery } from '../parse/query.ts'
import { planCall, type Call } from '../plan/call.ts'
import { callSql } from '../sql/call.ts'
import { identifier, sql } from '../sql/fragment.ts'
import { countOf, rowsOf } from '../sql/read.ts'
import { resultSql, SOURCE, type ResultRow, type Wanted } from '../sql/result.ts'
import { assertMaxAffected, assertSingle, type Action, type ActionInput } from './action.ts'

function plan({ request, schema, maxRows }: ActionInput): Call {
  const byUrl = request.method !== 'POST'
  const query = parseQuery(request.params, byUrl)
  const given = byUrl
    ? { kind: 'text' as const, args: query.args }
    : { kind: 'json' as const, text: request.body }
  return planCall(schema, request.target.name, given, { query, maxRows })
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

function wantedOf(request: RestRequest, call: Call): Wanted {
  const { media } = request
  const shape = call.routine.set ? media.shape : 'single'
  return {
    body: request.method === 'HEAD' || isSilent(request, call) ? 'none' : shape,
    scalar: call.routine.result !== 'rows',
    stripNulls: media.stripNulls,
  }
}

/** The parts of an answer that do not depend on the rows' place in a larger list. */
function answerOf(input: ActionInput, call: Call, row: ResultRow, offset: number): Answer {
  const { request } = input
  const rows = Number(row.rows)
  const total = row.total === null ? undefined : Number(row.total)
  if (call.routine.set) assertSingle(input, rows)
  assertMaxAffected(request.preferences, rows)
  const silent = isSilent(request, call)
  return {
    status: silent ? 204 : rangeStatus(offset, rows, total),
    body: silent ? null : row.body,
    headers: {
      'Content-Range': contentRange(offset, rows, total),
      ...(!silent && { 'Content-Type': request.media.contentType }),
      ...preferenceApplied(request.preferences, ['count', 'return', 'handling', 'max-affected']),
    },
  }
}

/** GET, HEAD and POST on a function. Throws {@link RestError}. */
export function callAction(input: ActionInput): Action {
  const { request, maxRows } = input
  const call = plan(input)
  assertCountable(request, call)
  const range = request.method === 'GET' ? request.headers.get('range') : null
  const part = intersect(parseRange(range ?? undefined), call.result, maxRows)
  const result = { ...call.result, ...part }
  const name = identifier(call.routine.name)
  const source = { relation: result.relation, qualifier: name }
  const from = sql`${SOURCE} as ${name}`
  const counted = request.preferences.count !== undefined
  return {
    statement: resultSql(
      {
        source: callSql(call),
        rows: rowsOf(source, from, result),
        ...(counted && { total: countOf(source, from, result) }),
      },
      wantedOf(request, call),
    ),
    readOnly: request.method !== 'POST' || !call.routine.volatile,
    answer: row => answerOf(input, call, row, part.offset),
  }
}
