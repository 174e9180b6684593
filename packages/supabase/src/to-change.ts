import type { Change } from '@everfresh/core'
import type { RealtimePostgresChangesPayload } from '@supabase/supabase-js'

type Row = Record<string, unknown>

export function rowChange(payload: RealtimePostgresChangesPayload<Row>): Change {
  const { schema, table, eventType } = payload
  return { kind: 'row', schema, table, operation: eventType, row: payload.new, old: payload.old }
}

export function messageChange(event: string, payload: unknown): Change {
  return { kind: 'message', event, payload }
}
