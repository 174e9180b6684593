import type { Priority, ReconnectEvent, ReconnectState } from '../../src/reconnect/machine.ts'
import type { Table, Total } from './table.ts'

export type ReconnectColumn = Total<
  ReconnectEvent['type'],
  `intent, ${Priority}` | 'online' | 'due'
>

export const reconnectTable: Table<ReconnectState['name'], ReconnectColumn> = {
  cells: {
    quiet: {
      'intent, low': 'collecting',
      'intent, medium': 'collecting',
      'intent, high': 'collecting',
      online: 'quiet',
      due: '—',
    },
    collecting: {
      'intent, low': 'collecting',
      'intent, medium': 'collecting',
      'intent, high': 'collecting',
      online: 'collecting',
      due: 'quiet: realtime:auth-heal',
    },
  },
  limits: { quiet: '—', collecting: 'until it is due' },
}
