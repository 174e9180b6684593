import { bodyError, RestError } from '../errors.ts'
import type { FieldCondition, Query } from '../parse/ast.ts'
import type { Column, Relation, Schema } from '../schema/schema.ts'
import type { Payload } from './payload.ts'
import { planSelection, type PlannedCondition, type Selection } from './read.ts'

export interface Conflict {
  readonly columns: readonly string[]
  readonly action: 'ignore' | 'merge'
}

/** A change of one table, and what to give back of the changed rows. */
export type Write =
  | {
      readonly kind: 'insert'
      readonly relation: Relation
      readonly payload: Payload
      readonly columns: readonly Column[]
      /** Keys that are missing take the column's default instead of null. */
      readonly useDefaults: boolean
      readonly conflict?: Conflict
      /** What an object of the payload must meet to be inserted. */
      readonly only: readonly PlannedCondition[]
      readonly result: Selection
    }
  | {
      readonly kind: 'update'
      readonly relation: Relation
      readonly payload: Payload
      readonly columns: readonly Column[]
      readonly conditions: readonly PlannedCondition[]
      readonly result: Selection
    }
  | {
      readonly kind: 'delete'
      readonly relation: Relation
      readonly conditions: readonly PlannedCondition[]
      readonly result: Selection
    }

function columnsOf(relation: Relation, names: readonly string[]): readonly Column[] {
  return [...new Set(names)].map(name => {
    const column = relation.columns.get(name)
    if (column !== undefined) return column
    throw new RestError(400, {
      code: 'PGRST204',
      message: `Could not find the '${name}' column of '${relation.name}' in the schema cache`,
    })
  })
}

function withoutFilter(selection: Selection): Selection {
  const { limit: _limit, ...rest } = selection
  return { ...rest, conditions: [], offset: 0 }
}

/** What an insert asks beside its query. */
interface InsertOptions {
  readonly payload: Payload
  readonly useDefaults: boolean
  readonly conflict?: Conflict['action']
}

/** Throws {@link RestError} for a name that is not there, or a list whose objects differ. */
export function planInsert(
  schema: Schema,
  relation: Relation,
  query: Query,
  { payload, useDefaults, conflict: action }: InsertOptions,
): Write {
  if (query.columns === undefined && !payload.uniform) throw bodyError('All object keys must match')
  const target = query.onConflict ?? relation.primaryKey
  const conflict =
    action === undefined || target.length === 0 ? undefined : { columns: target, action }
  return {
    kind: 'insert',
    relation,
    payload,
    columns: columnsOf(relation, query.columns ?? payload.keys),
    useDefaults,
    ...(conflict !== undefined && { conflict }),
    only: [],
    result: withoutFilter(planSelection(schema, relation, query, Infinity)),
  }
}

function isKeyTest(condition: PlannedCondition): condition is FieldCondition {
  return (
    condition.kind === 'field' &&
    !condition.negated &&
    condition.field.steps.length === 0 &&
    condition.test.kind === 'compare' &&
    condition.test.operator === 'eq' &&
    condition.test.quantifier === undefined
  )
}

/**
 * PUT: the one row that the filter names by its whole primary key, inserted or replaced. Throws
 * {@link RestError} PGRST105 for another filter, PGRST114 for a part of the rows.
 */
export function planPut(
  schema: Schema,
  relation: Relation,
  query: Query,
  { payload, useDefaults }: Omit<InsertOptions, 'conflict'>,
): Write {
  if (query.limits.length > 0 || query.offsets.length > 0) {
    throw new RestError(400, {
      code: 'PGRST114',
      message: 'limit/offset querystring parameters are not allowed for PUT',
    })
  }
  const { conditions } = planSelection(schema, relation, query, Infinity)
  const named = conditions.filter(isKeyTest).map(condition => condition.field.name)
  const { primaryKey } = relation
  const isWholeKey = primaryKey.length > 0 && primaryKey.every(name => named.includes(name))
  if (!isWholeKey || conditions.length !== primaryKey.length) {
    throw new RestError(405, {
      code: 'PGRST105',
      message: "Filters must include all and only primary key columns with 'eq' operators",
    })
  }
  const write = planInsert(schema, relation, query, { payload, useDefaults, conflict: 'merge' })
  return write.kind === 'insert' ? { ...write, only: conditions } : write
}

/** Hosted Supabase loads the same guard into every request: one missing filter must not empty a table. */
function assertFiltered(verb: 'DELETE' | 'UPDATE', conditions: readonly unknown[]): void {
  if (conditions.length > 0) return
  throw new RestError(400, { code: '21000', message: `${verb} requires a WHERE clause` })
}

/** Throws {@link RestError} for a name that is not there, or when there is no filter. */
export function planUpdate(
  schema: Schema,
  relation: Relation,
  query: Query,
  payload: Payload,
): Write {
  const selection = planSelection(schema, relation, query, Infinity)
  const columns = columnsOf(relation, query.columns ?? payload.keys)
  assertFiltered('UPDATE', selection.conditions)
  const { conditions } = selection
  return {
    kind: 'update',
    relation,
    payload,
    columns,
    conditions,
    result: withoutFilter(selection),
  }
}

/** Throws {@link RestError} for a name that is not there, or when there is no filter. */
export function planDelete(schema: Schema, relation: Relation, query: Query): Write {
  const selection = planSelection(schema, relation, query, Infinity)
  assertFiltered('DELETE', selection.conditions)
  const { conditions } = selection
  return { kind: 'delete', relation, conditions, result: withoutFilter(selection) }
}
