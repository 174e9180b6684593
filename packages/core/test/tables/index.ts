import { socketTable } from '../../../supabase/test/tables/socket.ts'
import { authTable } from './auth.ts'
import { breakerTable } from './breaker.ts'
import { connectionTable } from './connection.ts'
import { logTable } from './log.ts'
import { reconnectTable } from './reconnect.ts'
import { refetchTable } from './refetch.ts'
import type { Table } from './table.ts'

/** What SPEC.md shows, by the machine's name. */
export const tables: Readonly<Record<string, Table>> = {
  auth: authTable,
  connection: connectionTable,
  reconnect: reconnectTable,
  breaker: breakerTable,
  refetch: refetchTable,
  log: logTable,
  socket: socketTable,
}
