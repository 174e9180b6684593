import type { Entry } from './entry.ts'
import { nameOf, type Written } from './truth.ts'

/**
 * What may be told besides what was written: who wrote a note while its item moved, or another of the same room, told the
 * room that it left, and so is told to those that know of the move in its other rooms, and where other moves lead from there. Who saw whom nobody knows but the
 * database; that it is told where it must be is a scene of its own.
 */
export function mayBeToldAgain(
  written: readonly Written[],
  known: readonly Written[],
): ReadonlySet<string> {
  const again = new Set<string>()
  const moves = byTransaction(known).filter(rooms => rooms.size > 1)
  for (const statement of written)
    for (const { scope, table } of notesOf(statement))
      for (const other of ledFrom(scope, moves))
        again.add(`${nameOf({ scope: other, table, operation: 'UPDATE' })} ${statement.xid}`)
  return again
}

/** Where moves lead from a room, one or several. */
function ledFrom(room: string, moves: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const rooms = new Set([room])
  // What is added while it runs is come to, too.
  for (const from of rooms)
    for (const move of moves) if (move.has(from)) for (const to of move) rooms.add(to)
  return rooms
}

const notesOf = ({ entries }: Written): readonly Entry[] =>
  entries.every(({ table }) => table === 'notes') ? entries : []

/** The rooms that a transaction moved items from, and to. */
function byTransaction(known: readonly Written[]): readonly ReadonlySet<string>[] {
  const rooms = new Map<string, Set<string>>()
  for (const { entries, xid } of known) {
    if (!entries.some(({ table }) => table === 'items')) continue
    const of = rooms.get(xid) ?? new Set()
    rooms.set(xid, of)
    for (const { scope, table, operation } of entries)
      if (table === 'notes' && operation !== 'TRUNCATE') of.add(scope)
  }
  return [...rooms.values()]
}
