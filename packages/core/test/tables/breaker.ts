import type { BreakerEvent, BreakerState } from '../../src/polling/breaker.ts'
import type { Table } from './table.ts'

export type BreakerRow =
  | 'closed'
  | 'closed, two failures'
  | 'closed, two failures, Retry-After'
  | Exclude<BreakerState['name'], 'closed'>

export type BreakerColumn =
  | Exclude<BreakerEvent['type'], 'failed'>
  | 'failed'
  | 'failed, Retry-After'

export const breakerTable: Table<BreakerRow, BreakerColumn> = {
  cells: {
    closed: {
      answered: '—',
      failed: 'closed',
      'failed, Retry-After': 'closed',
      'probe-failed': '—',
      wish: '—',
      online: '—',
      due: '—',
    },
    'closed, two failures': {
      answered: 'closed',
      failed: 'suspected: probe a healthy one',
      'failed, Retry-After': 'open',
      'probe-failed': '—',
      wish: '—',
      online: 'closed',
      due: '—',
    },
    'closed, two failures, Retry-After': {
      answered: 'closed',
      failed: 'open',
      'failed, Retry-After': 'open',
      'probe-failed': '—',
      wish: '—',
      online: 'closed',
      due: '—',
    },
    suspected: {
      answered: 'closed',
      failed: '—',
      'failed, Retry-After': 'suspected',
      'probe-failed': 'open',
      wish: '—',
      online: 'closed',
      due: 'open',
    },
    open: {
      answered: 'closed',
      failed: '—',
      'failed, Retry-After': 'open',
      'probe-failed': '—',
      wish: 'probing: probe any',
      online: 'closed',
      due: 'probing: probe any',
    },
    probing: {
      answered: 'closed',
      failed: '—',
      'failed, Retry-After': 'probing',
      'probe-failed': 'open',
      wish: '—',
      online: 'closed',
      due: 'open',
    },
  },
  limits: {
    closed: '—',
    'closed, two failures': '—',
    'closed, two failures, Retry-After': '—',
    suspected: '10 s',
    open: 'half to all of 5 s, doubled each time, up to 60 s',
    probing: '10 s',
  },
}
