import type { AuthState } from '../../src/auth/machine.ts'
import type { Table } from './table.ts'

/** A session as it differs from the one that is known. */
export type AuthColumn =
  | 'nobody'
  | 'the same session again'
  | 'the same user, another token'
  | 'the same user, no longer anonymous'
  | 'another user'

export const authTable: Table<AuthState['name'], AuthColumn> = {
  cells: {
    unknown: {
      nobody: 'signed-out: signed-out',
      'the same session again': 'signed-in: signed-in',
      'the same user, another token': 'signed-in: signed-in',
      'the same user, no longer anonymous': 'signed-in: signed-in',
      'another user': 'signed-in: signed-in',
    },
    'signed-out': {
      nobody: '—',
      'the same session again': 'signed-in: signed-in',
      'the same user, another token': 'signed-in: signed-in',
      'the same user, no longer anonymous': 'signed-in: signed-in',
      'another user': 'signed-in: signed-in',
    },
    'signed-in': {
      nobody: 'signed-out: signed-out',
      'the same session again': '—',
      'the same user, another token': 'signed-in: token-changed',
      'the same user, no longer anonymous': 'signed-in: token-changed',
      'another user': 'signed-in: user-changed',
    },
  },
  limits: { unknown: '—', 'signed-out': '—', 'signed-in': '—' },
}
