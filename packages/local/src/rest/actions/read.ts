import { negotiate } from '../http/media.ts'
import { contentRange, intersect, parseRange, rangeStatus } from '../http/range.ts'
import type { RestRequest } from '../http/request.ts'
import { preferenceApplied } from '../http/respond.ts'
import { parseQuery } from '../parse/query.ts'
import { planSelection, type Selection } from '../plan/read.ts'
import { sql, value, type Fragment } from '../sql/fragment.ts'
import { countOf, rowsOf, tableSource } from '../sql/read.ts'
import { resultSql } from '../sql/result.ts'
import {
  assertSingle,
  contentHeaders,
  targetRelation,
  type Action,
  type ActionInput,
} from './action.ts'

/** The statement that counts all rows, and the one whose plan says how many there may be. */
function totals(
  selection: Selection,
  { request, maxRows }: ActionInput,
): { readonly total?: Fragment; readonly planned?: Action['planned'] } {
  const { count } = request.preferences
  if (count === undefined) return {}
  const { source, from } = tableSource(selection.relation)
  const total = countOf(source, from, selection)
  if (count === 'exact') return { total }
  const { limit: _limit, ...whole } = { ...selection, offset: 0, items: [], orders: [] }
  const every = rowsOf(source, from, whole)
  const statement = sql`explain (format json) ${every}`
  if (count === 'planned') return { planned: { statement, isWanted: () => true } }
  // Counted as far as a page can reach, and estimated beyond.
  const reach = sql`select count(*) from (${every} limit ${value(String(maxRows + 1))}) as "pgrst_reach"`
  return {
    total: reach,
    planned: { statement, isWanted: row => Number(row.total) > maxRows },
  }
}

function locationOf(request: RestRequest): string {
  const params = new URLSearchParams(request.params)
  params.sort()
  const query = params.size === 0 ? '' : `?${params.toString()}`
  return `/${encodeURIComponent(request.target.name)}${query}`
}

/** GET and HEAD on a table or view. Throws {@link RestError}. */
export function readAction(input: ActionInput): Action {
  const { request, schema, maxRows } = input
  const relation = targetRelation(input)
  const asked = planSelection(schema, relation, parseQuery(request.params, false), maxRows)
  const media = negotiate(request.headers.get('accept') ?? undefined)
  const isHead = request.method === 'HEAD'
  const range = isHead ? undefined : (request.headers.get('range') ?? undefined)
  const part = intersect(parseRange(range), asked, maxRows)
  const selection = { ...asked, ...part }
  const { source, from } = tableSource(relation)
  const { total, planned } = totals(selection, input)
  const parts = { rows: rowsOf(source, from, selection), ...(total !== undefined && { total }) }
  const { stripNulls } = media
  return {
    statement: resultSql(parts, { body: isHead ? 'none' : media.shape, scalar: false, stripNulls }),
    readOnly: true,
    ...(planned !== undefined && { planned }),
    answer: row => {
      const rows = Number(row.rows)
      const all = row.total === null ? undefined : Number(row.total)
      assertSingle(media, rows)
      return {
        status: rangeStatus(part.offset, rows, all),
        body: row.body,
        headers: {
          ...contentHeaders(request, media),
          'Content-Range': contentRange(part.offset, rows, all),
          'Content-Location': locationOf(request),
          ...preferenceApplied(request.preferences, ['count', 'handling', 'timezone']),
        },
      }
    },
  }
}
