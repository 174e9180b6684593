import type { Change } from '../change-source.ts'
import type { ChangeDetail } from './entries.ts'

/** What the trace may keep of a change; it drops the row itself where none was asked for. */
export function changeFacts(scope: string, change: Change): ChangeDetail {
  const changeId = change?.id
  // It comes through a port: it may be anything. No spreading here: there may be thousands a second.
  switch (change?.kind) {
    case 'row': {
      const { table, operation, row } = change
      return { scope, kind: 'row', table, operation, changeId, row }
    }
    case 'rows': {
      const { table, operation, ids, route } = change
      return { scope, kind: 'rows', table, operation, changeId, row: { ids, route } }
    }
    case 'message':
      return { scope, kind: 'message', event: change.event, changeId, row: change.payload }
    default:
      return { scope, kind: 'unknown', changeId }
  }
}
