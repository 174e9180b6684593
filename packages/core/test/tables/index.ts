import { authTable } from './auth.ts'
import { breakerTable } from './breaker.ts'
import { reconnectTable } from './reconnect.ts'
import type { Table } from './table.ts'

/** What SPEC.md shows, by the machine's name. */
export const tables: Readonly<Record<string, Table>> = {
  auth: authTable,
  reconnect: reconnectTable,
  breaker: breakerTable,
}
