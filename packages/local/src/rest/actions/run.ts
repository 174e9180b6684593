import type { PoolClient } from 'pg'
import { statement, type Fragment } from '../sql/fragment.ts'
import type { ResultRow } from '../sql/result.ts'
import type { Action } from './action.ts'

/** How many rows PostgreSQL expects. */
async function plannedRows(client: PoolClient, explain: Fragment): Promise<number> {
  const { text, values } = statement(explain)
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(text, values)
  const [plan] = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]') as { Plan: { 'Plan Rows': number } }[]
  return plan?.Plan['Plan Rows'] ?? 0
}

/** Runs the statement of an action, and asks for the expected total where one is wanted. */
export async function runAction(client: PoolClient, action: Action): Promise<ResultRow> {
  const { text, values } = statement(action.statement)
  const { rows } = await client.query<ResultRow>(text, values)
  const [row] = rows
  if (row === undefined) throw new TypeError('A statement yielded no result row.')
  const { planned } = action
  if (planned?.isWanted(row) !== true) return row
  const total = Math.max(await plannedRows(client, planned.statement), Number(row.total ?? 0))
  return { ...row, total: String(total) }
}
