import type { Table, Total } from '../../../core/test/tables/table.ts'
import type { SocketEvent, SocketState } from '../../src/socket-machine.ts'

/** A handshake that is young may well be a good one. */
export type SocketRow = Total<
  SocketState['name'],
  'waiting' | 'handshaking, young' | 'handshaking' | 'open' | 'leaving' | 'closed'
>

export type SocketColumn = Total<
  SocketEvent['type'],
  'due' | 'woken, sooner' | 'woken, no sooner' | 'opened' | 'ended' | 'left'
>

export const socketTable: Table<SocketRow, SocketColumn> = {
  cells: {
    waiting: {
      due: 'handshaking, young: dial',
      'woken, sooner': 'waiting',
      'woken, no sooner': '—',
      opened: '—',
      ended: '—',
      left: 'leaving',
    },
    'handshaking, young': {
      due: 'closed: hang-up, tell-closed',
      'woken, sooner': '—',
      'woken, no sooner': '—',
      opened: 'open: tell-open',
      ended: 'closed: tell-closed',
      left: 'leaving: hang-up',
    },
    handshaking: {
      due: 'closed: hang-up, tell-closed',
      'woken, sooner': 'waiting: hang-up',
      'woken, no sooner': 'waiting: hang-up',
      opened: 'open: tell-open',
      ended: 'closed: tell-closed',
      left: 'leaving: hang-up',
    },
    open: {
      due: '—',
      'woken, sooner': '—',
      'woken, no sooner': '—',
      opened: '—',
      ended: 'closed: tell-closed',
      left: 'closed: hang-up, tell-closed',
    },
    leaving: {
      due: 'closed: tell-closed',
      'woken, sooner': '—',
      'woken, no sooner': '—',
      opened: '—',
      ended: '—',
      left: '—',
    },
    closed: {
      due: '—',
      'woken, sooner': '—',
      'woken, no sooner': '—',
      opened: '—',
      ended: '—',
      left: '—',
    },
  },
  limits: {
    waiting: '0 s to its pace',
    'handshaking, young': '20 s or 3.5 s',
    handshaking: '20 s or 3.5 s',
    open: '—',
    leaving: '0 s',
    closed: '—',
  },
}
