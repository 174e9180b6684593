import type { PoolClient } from 'pg'
import { statement, type Fragment } from '../sql/fragment.ts'
import type { Statement } from '../sql/prepared.ts'
import type { ResultRow } from '../sql/result.ts'
import type { Action } from './action.ts'

/** How many rows PostgreSQL expects. */
async function plannedRows(client: PoolClient, explain: Fragment): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(statement(explain))
  const [plan] = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]') as { Plan: { 'Plan Rows': number } }[]
  return plan?.Plan['Plan Rows'] ?? 0
}

/** Runs the statement of an action, and asks for the expected total where one is wanted. */
export async function runAction(
  client: PoolClient,
  { planned }: Action,
  main: Statement,
): Promise<ResultRow> {
  const { rows } = await client.query<ResultRow>(main)
  const [row] = rows
  if (row === undefined) throw new TypeError('A statement yielded no result row.')
  if (planned?.isWanted(row) !== true) return row
  const total = Math.max(await plannedRows(client, planned.statement), Number(row.total ?? 0))
  return { ...row, total: String(total) }
}
