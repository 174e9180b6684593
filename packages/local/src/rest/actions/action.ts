import { notSingular, RestError } from '../errors.ts'
import type { Media } from '../http/media.ts'
import type { Preferences } from '../http/preferences.ts'
import type { RestRequest } from '../http/request.ts'
import type { Answer } from '../http/respond.ts'
import { ALIKE, closest } from '../schema/closest.ts'
import type { Relation, Schema } from '../schema/schema.ts'
import type { Fragment } from '../sql/fragment.ts'
import type { ResultRow } from '../sql/result.ts'

/** One statement, and what its result means. */
export interface Action {
  readonly statement: Fragment
  readonly readOnly: boolean
  /** Settings of the transaction. */
  readonly settings?: Readonly<Record<string, string>>
  /** How many rows PostgreSQL expects of `statement` is the total, when `isWanted`. */
  readonly planned?: {
    readonly statement: Fragment
    readonly isWanted: (row: ResultRow) => boolean
  }
  /** A throw undoes what the statement did. */
  readonly answer: (row: ResultRow) => Answer
}

/** What an action is made from. */
export interface ActionInput {
  readonly request: RestRequest
  readonly schema: Schema
  /** The most rows that a read yields. */
  readonly maxRows: number
}

/** The table or view the request names. Throws {@link RestError} PGRST205. */
export function targetRelation({ request, schema }: ActionInput): Relation {
  const { name } = request.target
  const relation = schema.relations.get(name)
  if (relation !== undefined) return relation
  const meant = closest(name, schema.relations.keys(), ALIKE)
  throw new RestError(404, {
    code: 'PGRST205',
    message: `Could not find the table '${schema.name}.${name}' in the schema cache`,
    hint: meant === undefined ? null : `Perhaps you meant the table '${schema.name}.${meant}'`,
  })
}

/** Throws {@link RestError} PGRST116 unless there is one row, when one object is wanted. */
export function assertSingle({ shape }: Media, rows: number): void {
  if (shape === 'single' && rows !== 1) throw notSingular(rows)
}

/** Whether the total is asked for in a way that is answered by counting. */
export function isCounted({ count }: Preferences): boolean {
  return count === 'exact' || count === 'estimated'
}

/** What says of what form the body is, and of which schema. */
export function contentHeaders(
  { byProfile, schema }: RestRequest,
  media: Media,
): Readonly<Record<string, string>> {
  return { 'Content-Type': media.contentType, ...(byProfile && { 'Content-Profile': schema }) }
}

/** Throws {@link RestError} PGRST124 when more rows are touched than the request allows. */
export function assertMaxAffected({ maxAffected }: Preferences, rows: number): void {
  if (maxAffected === undefined || rows <= maxAffected) return
  throw new RestError(400, {
    code: 'PGRST124',
    message: 'Query result exceeds max-affected preference constraint',
    details: `The query affects ${rows} rows`,
  })
}
