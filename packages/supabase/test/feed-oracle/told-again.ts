import type { Entry } from './entry.ts'
import { nameOf, type Written } from './truth.ts'

/**
 * What may be told besides what was written: who wrote a note while its item moved, or another of the same room, told the
 * room that it left, and so is told to those that know of the move in its other rooms. Who saw whom nobody knows but the
 * database; that it is told where it must be is a scene of its own.
 */
export function mayBeToldAgain(
  written: readonly Written[],
  known: readonly Written[],
): ReadonlySet<string> {
  const again = new Set<string>()
  const moves = known.map(moved).filter(rooms => rooms.size > 1)
  for (const statement of written)
    for (const { scope, table } of notesOf(statement))
      for (const rooms of moves)
        if (rooms.has(scope))
          for (const other of rooms)
            again.add(`${nameOf({ scope: other, table, operation: 'UPDATE' })} ${statement.xid}`)
  return again
}

const notesOf = ({ entries }: Written): readonly Entry[] =>
  entries.every(({ table }) => table === 'notes') ? entries : []

/** The rooms that a statement moved items from, and to. */
function moved({ entries }: Written): ReadonlySet<string> {
  const isMove = entries.some(({ table }) => table === 'items')
  const notes = entries.filter(
    ({ table, operation }) => table === 'notes' && operation === 'UPDATE',
  )
  return new Set(isMove ? notes.map(({ scope }) => scope) : [])
}
