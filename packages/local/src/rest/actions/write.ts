import { contentRange } from '../http/range.ts'
import type { RestRequest } from '../http/request.ts'
import { preferenceApplied, type Answer } from '../http/respond.ts'
import { parseQuery } from '../parse/query.ts'
import { readPayload } from '../plan/payload.ts'
import type { Selection } from '../plan/read.ts'
import { planDelete, planInsert, planUpdate, type Write } from '../plan/write.ts'
import { identifier, sql } from '../sql/fragment.ts'
import { rowsOf } from '../sql/read.ts'
import { resultSql, SOURCE, type ResultRow } from '../sql/result.ts'
import { writeSql } from '../sql/write.ts'
import {
  assertMaxAffected,
  assertSingle,
  targetRelation,
  type Action,
  type ActionInput,
} from './action.ts'

const RESOLUTIONS = { 'ignore-duplicates': 'ignore', 'merge-duplicates': 'merge' } as const

const PREFERENCES: Readonly<Record<Write['kind'], readonly string[]>> = {
  insert: ['resolution', 'missing', 'return', 'count', 'handling'],
  update: ['return', 'count', 'handling', 'max-affected'],
  delete: ['return', 'count', 'handling', 'max-affected'],
}

function planWrite(input: ActionInput): Write {
  const { request, schema } = input
  const { preferences } = request
  const relation = targetRelation(input)
  const query = parseQuery(request.params, false)
  if (request.method === 'DELETE') return planDelete(schema, relation, query)
  const payload = readPayload(request.body)
  if (request.method === 'PATCH') return planUpdate(schema, relation, query, payload)
  const { resolution } = preferences
  return planInsert(schema, relation, query, {
    payload,
    useDefaults: preferences.missing === 'default',
    ...(resolution !== undefined && { conflict: RESOLUTIONS[resolution] }),
  })
}

/** What is read of the changed rows: the representation, or the key for `Location`. */
function resultOf(
  write: Write,
  returns: RestRequest['preferences']['returns'],
): Selection | undefined {
  if (returns === 'representation') return write.result
  const key = write.relation.primaryKey
  if (returns !== 'headers-only' || write.kind !== 'insert' || key.length === 0) return undefined
  const items = key.map(name => ({
    kind: 'field' as const,
    field: { name, steps: [] },
    cast: 'text',
  }))
  return { ...write.result, items, orders: [] }
}

function statusOf(write: Write, row: ResultRow, returns: string): number {
  if (write.kind !== 'insert') return returns === 'representation' ? 200 : 204
  const updated = Number(row.updated ?? '0')
  const merged = write.conflict?.action === 'merge' && updated === Number(row.rows)
  return merged ? 200 : 201
}

function rangeOf(write: Write, rows: number, counted: boolean): string {
  const total = counted ? rows : undefined
  return contentRange(0, write.kind === 'update' ? rows : 0, total)
}

function location(write: Write, row: ResultRow): Readonly<Record<string, string>> {
  const keys = JSON.parse(row.body ?? '[]') as readonly Readonly<Record<string, string>>[]
  const [key] = keys
  if (key === undefined || keys.length > 1) return {}
  const filters = Object.entries(key).map(([name, text]) => [name, `eq.${text}`])
  const query = new URLSearchParams(Object.fromEntries(filters) as Record<string, string>)
  return { Location: `/${encodeURIComponent(write.relation.name)}?${query.toString()}` }
}

/** POST, PATCH and DELETE on a table or view. Throws {@link RestError}. */
export function writeAction(input: ActionInput): Action {
  const { request } = input
  const { preferences, media } = request
  const { returns } = preferences
  const write = planWrite(input)
  const result = resultOf(write, returns)
  const name = identifier(write.relation.name)
  const rows =
    result === undefined
      ? sql`select from ${SOURCE}`
      : rowsOf({ relation: write.relation, qualifier: name }, sql`${SOURCE} as ${name}`, result)
  const source = writeSql(result === undefined ? write : { ...write, result }, result !== undefined)
  const total = sql`select count(*) from ${SOURCE}`
  const shape = returns === 'representation' ? media.shape : 'list'
  const body = result === undefined ? 'none' : shape
  const wanted = { body, scalar: false, stripNulls: media.stripNulls } as const
  return {
    statement: resultSql({ source, rows, total }, wanted),
    readOnly: false,
    answer: (row): Answer => {
      const changed = Number(row.total)
      assertSingle(input, changed)
      assertMaxAffected(preferences, changed)
      return {
        status: statusOf(write, { ...row, rows: String(changed) }, returns),
        body: returns === 'representation' ? row.body : null,
        headers: {
          'Content-Range': rangeOf(write, changed, preferences.count !== undefined),
          ...(returns === 'representation' && { 'Content-Type': media.contentType }),
          ...(returns === 'headers-only' && location(write, row)),
          ...preferenceApplied(preferences, PREFERENCES[write.kind]),
        },
      }
    },
  }
}
