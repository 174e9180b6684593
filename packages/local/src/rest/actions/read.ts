import { contentRange, intersect, parseRange, rangeStatus } from '../http/range.ts'
import { preferenceApplied } from '../http/respond.ts'
import { parseQuery } from '../parse/query.ts'
import { planSelection } from '../plan/read.ts'
import { countOf, rowsOf, tableSource } from '../sql/read.ts'
import { resultSql } from '../sql/result.ts'
import { assertSingle, targetRelation, type Action, type ActionInput } from './action.ts'

/** GET and HEAD on a table or view. Throws {@link RestError}. */
export function readAction(input: ActionInput): Action {
  const { request, schema, maxRows } = input
  const relation = targetRelation(input)
  const asked = planSelection(schema, relation, parseQuery(request.params, false), maxRows)
  const range = parseRange(request.headers.get('range') ?? undefined)
  const part = intersect(range, asked, maxRows)
  const selection = { ...asked, ...part }
  const { source, from } = tableSource(relation)
  const counted = request.preferences.count !== undefined
  const { media } = request
  const statement = resultSql(
    {
      rows: rowsOf(source, from, selection),
      ...(counted && { total: countOf(source, from, selection) }),
    },
    {
      body: request.method === 'HEAD' ? 'none' : media.shape,
      scalar: false,
      stripNulls: media.stripNulls,
    },
  )
  return {
    statement,
    readOnly: true,
    answer: row => {
      const rows = Number(row.rows)
      const total = row.total === null ? undefined : Number(row.total)
      assertSingle(input, rows)
      return {
        status: rangeStatus(part.offset, rows, total),
        body: row.body,
        headers: {
          'Content-Type': media.contentType,
          'Content-Range': contentRange(part.offset, rows, total),
          ...preferenceApplied(request.preferences, ['count', 'handling']),
        },
      }
    },
  }
}
