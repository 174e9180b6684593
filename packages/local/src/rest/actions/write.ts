import { RestError } from '../errors.ts'
import { negotiate } from '../http/media.ts'
import { contentRange } from '../http/range.ts'
import type { RestRequest } from '../http/request.ts'
import { preferenceApplied, type Answer } from '../http/respond.ts'
import { parseQuery } from '../parse/query.ts'
import { readPayload } from '../plan/payload.ts'
import type { Selection } from '../plan/read.ts'
import { planDelete, planInsert, planPut, planUpdate, type Write } from '../plan/write.ts'
import { identifier, sql, type Fragment } from '../sql/fragment.ts'
import { rowsOf } from '../sql/read.ts'
import { resultSql, SOURCE, type ResultRow, type Wanted } from '../sql/result.ts'
import { writeSql } from '../sql/write.ts'
import {
  assertMaxAffected,
  assertSingle,
  contentHeaders,
  isCounted,
  targetRelation,
  type Action,
  type ActionInput,
} from './action.ts'

const RESOLUTIONS = { 'ignore-duplicates': 'ignore', 'merge-duplicates': 'merge' } as const

const PREFERENCES: Readonly<Record<Write['kind'], readonly string[]>> = {
  insert: ['resolution', 'missing', 'return', 'count', 'handling', 'timezone'],
  update: ['missing', 'return', 'count', 'handling', 'timezone', 'max-affected'],
  delete: ['return', 'count', 'handling', 'timezone', 'max-affected'],
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
  const useDefaults = preferences.missing === 'default'
  if (request.method === 'PUT') return planPut(schema, relation, query, { payload, useDefaults })
  return planInsert(schema, relation, query, {
    payload,
    useDefaults,
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

function statusOf({ method }: RestRequest, write: Write, row: ResultRow, returns: string): number {
  if (write.kind !== 'insert') return returns === 'representation' ? 200 : 204
  if (method === 'PUT' && returns !== 'representation') return 204
  const updated = Number(row.updated ?? '0')
  const merged = write.conflict?.action === 'merge' && updated === Number(row.rows)
  return merged ? 200 : 201
}

/** Throws {@link RestError} PGRST115 unless the row of a PUT is the one that its filter names. */
function assertPut({ method }: RestRequest, rows: number): void {
  if (method !== 'PUT' || rows === 1) return
  throw new RestError(400, {
    code: 'PGRST115',
    message: 'Payload values do not match URL in primary key column(s)',
  })
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

function statementOf(write: Write, result: Selection | undefined, wanted: Wanted): Fragment {
  const { relation } = write
  const total = sql`select count(*) from ${SOURCE}`
  const source = writeSql(result === undefined ? write : { ...write, result }, result !== undefined)
  if (result === undefined)
    return resultSql({ source, rows: sql`select from ${SOURCE}`, total }, wanted)
  const name = identifier(relation.name)
  const changed = { relation, qualifier: name, typed: false }
  return resultSql(
    { source, rows: rowsOf(changed, sql`${SOURCE} as ${name}`, result), total },
    wanted,
  )
}

/** POST, PUT, PATCH and DELETE on a table or view. Throws {@link RestError}. */
export function writeAction(input: ActionInput): Action {
  const { request } = input
  const { preferences } = request
  const { returns } = preferences
  const write = planWrite(input)
  const media = negotiate(request.headers.get('accept') ?? undefined)
  const result = resultOf(write, returns)
  const isShown = returns === 'representation'
  const shape = isShown ? media.shape : 'list'
  const wanted: Wanted = {
    body: result === undefined ? 'none' : shape,
    scalar: false,
    stripNulls: isShown && media.stripNulls,
  }
  return {
    statement: statementOf(write, result, wanted),
    readOnly: false,
    answer: (row): Answer => {
      const changed = Number(row.total)
      assertPut(request, changed)
      assertSingle(media, changed)
      assertMaxAffected(preferences, changed)
      return {
        status: statusOf(request, write, { ...row, rows: String(changed) }, returns),
        body: isShown ? row.body : null,
        headers: {
          ...(request.method !== 'PUT' && {
            'Content-Range': rangeOf(write, changed, isCounted(preferences)),
          }),
          ...(isShown && contentHeaders(request, media)),
          ...(returns === 'headers-only' && location(write, row)),
          ...preferenceApplied(preferences, PREFERENCES[write.kind]),
        },
      }
    },
  }
}
