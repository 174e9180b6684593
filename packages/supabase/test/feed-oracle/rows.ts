import { type Chance } from '../../../core/test/sim/chance.ts'
import { entriesOf, manyOf, type Entry, type Touched } from './entry.ts'

/** The rows of one writer: nobody else touches them, so what a statement of its changes is known beforehand. */
export type Rows = ReadonlyMap<number, Item>

export interface Item {
  readonly room: number
  readonly owner: number
  readonly notes: readonly number[]
}

/** A statement, what it has to be told as, and the rows after it. */
export interface Statement {
  readonly sql: string
  readonly entries: readonly Entry[]
  readonly after: Rows
}

export interface Dice {
  readonly chance: Chance
  /** A number that no row has had. */
  readonly newId: () => number
  /** A table of the writer's own that it may empty; undefined: not in this transaction. */
  readonly scratch: string | undefined
}

export const ROOMS = 5
const OWNERS = 3
const SOME = 4
const MANY_ROWS = 60
const MANY_SCOPES = 201

type Deed = (rows: Rows, dice: Dice) => Statement

/** A statement by chance. */
export function anyStatement(rows: Rows, dice: Dice): Statement {
  const { chance } = dice
  if (chance.in(0.02)) return chance.in(0.5) ? insertMany(rows, dice) : insertWide(rows, dice)
  if (rows.size < 3) return insert(rows, dice)
  return chance.pick<Deed>([
    insert,
    update,
    update,
    move,
    remove,
    upsert,
    ...noteDeeds,
    scratch,
    nothing,
  ])(rows, dice)
}

const item = (id: number, { room, owner }: Item): Touched => ({
  id,
  scopes: [`room:${room}`, `owner:${owner}`],
  route: { room },
})
const rooms = (items: readonly Item[]): string[] => items.map(({ room }) => `room:${room}`)
const list = (ids: readonly number[]): string => `(${ids.join(', ')})`

function some(rows: Rows, { chance }: Dice): readonly (readonly [number, Item])[] {
  const all = [...rows]
  const from = chance.between(0, all.length - 1)
  return all.slice(from, from + chance.between(1, SOME))
}

function newItems(count: number, { chance, newId }: Dice): (readonly [number, Item])[] {
  return Array.from({ length: count }, () => [
    newId(),
    { room: chance.between(1, ROOMS), owner: chance.between(1, OWNERS), notes: [] },
  ])
}

const values = (made: readonly (readonly [number, Item])[]): string =>
  made.map(([id, { room, owner }]) => `(${id}, '${room}', ${owner})`).join(', ')

function insert(rows: Rows, dice: Dice, count = dice.chance.between(1, SOME)): Statement {
  const made = newItems(count, dice)
  return {
    sql: `insert into items (id, room, owner) values ${values(made)}`,
    entries: entriesOf(
      'items',
      'INSERT',
      made.map(([id, one]) => item(id, one)),
    ),
    after: new Map([...rows, ...made]),
  }
}

const insertMany: Deed = (rows, dice) => {
  const { sql, entries } = insert(rows, dice, MANY_ROWS)
  // They are nobody's: no later statement is to be so big.
  return { sql, entries, after: rows }
}

const insertWide: Deed = (rows, { newId }) => {
  const ids = Array.from({ length: MANY_SCOPES }, newId)
  return {
    sql: `insert into wide values ${ids.map(id => `(${id})`).join(', ')}`,
    entries: manyOf('wide', 'INSERT', ['*']),
    after: rows,
  }
}

const update: Deed = (rows, dice) => {
  const found = some(rows, dice)
  return {
    sql: `update items set v = v + 1 where id in ${list(found.map(([id]) => id))}`,
    entries: entriesOf(
      'items',
      'UPDATE',
      found.map(([id, one]) => item(id, one)),
    ),
    after: rows,
  }
}

const move: Deed = (rows, dice) => {
  const found = some(rows, dice)
  const room = dice.chance.between(1, ROOMS)
  const moved = found.map(([id, one]) => [id, { ...one, room }] as const)
  const touched = [...found, ...moved].map(([id, one]) => item(id, one))
  const left = found.map(([, one]) => one).filter(one => one.room !== room)
  return {
    sql: `update items set room = '${room}' where id in ${list(found.map(([id]) => id))}`,
    entries: [
      ...entriesOf('items', 'UPDATE', touched, found.length),
      ...(left.length === 0 ? [] : manyOf('notes', 'UPDATE', [...rooms(left), `room:${room}`])),
    ],
    after: new Map([...rows, ...moved]),
  }
}

const remove: Deed = (rows, dice) => {
  const found = some(rows, dice)
  const after = new Map(rows)
  for (const [id] of found) after.delete(id)
  return {
    sql: `delete from items where id in ${list(found.map(([id]) => id))}`,
    entries: [
      ...entriesOf(
        'items',
        'DELETE',
        found.map(([id, one]) => item(id, one)),
      ),
      ...manyOf('notes', 'DELETE', rooms(found.map(([, one]) => one))),
    ],
    after,
  }
}

const upsert: Deed = (rows, dice) => {
  const found = some(rows, dice)
  const made = newItems(dice.chance.between(1, 2), dice)
  return {
    sql: `insert into items (id, room, owner) values ${values([...found, ...made])} on conflict (id) do update set v = items.v + 1`,
    entries: [
      ...entriesOf(
        'items',
        'INSERT',
        made.map(([id, one]) => item(id, one)),
      ),
      ...entriesOf(
        'items',
        'UPDATE',
        found.map(([id, one]) => item(id, one)),
      ),
    ],
    after: new Map([...rows, ...made]),
  }
}

const note = (id: number, of: number, { room }: Item): Touched => ({
  id,
  scopes: [`room:${room}`],
  route: { item_id: of },
})

const insertNotes: Deed = (rows, dice) => {
  const made = some(rows, dice).map(([of, one]) => ({ id: dice.newId(), of, one }))
  const added = made.map(({ id, of, one }) => [of, { ...one, notes: [...one.notes, id] }] as const)
  return {
    sql: `insert into notes (id, item_id) values ${made.map(({ id, of }) => `(${id}, ${of})`).join(', ')}`,
    entries: entriesOf(
      'notes',
      'INSERT',
      made.map(({ id, of, one }) => note(id, of, one)),
    ),
    after: new Map([...rows, ...added]),
  }
}

const notesOf = (
  found: readonly (readonly [number, Item])[],
): { ids: number[]; touched: Touched[] } => {
  const touched = found.flatMap(([of, one]) => one.notes.map(id => note(id, of, one)))
  return { ids: touched.map(({ id }) => id), touched }
}

const updateNotes: Deed = (rows, dice) => {
  const { ids, touched } = notesOf(some(rows, dice))
  if (ids.length === 0) return insertNotes(rows, dice)
  return {
    sql: `update notes set v = v + 1 where id in ${list(ids)}`,
    entries: entriesOf('notes', 'UPDATE', touched),
    after: rows,
  }
}

const removeNotes: Deed = (rows, dice) => {
  const found = some(rows, dice)
  const { ids, touched } = notesOf(found)
  if (ids.length === 0) return insertNotes(rows, dice)
  return {
    sql: `delete from notes where id in ${list(ids)}`,
    entries: entriesOf('notes', 'DELETE', touched),
    after: new Map([...rows, ...found.map(([of, one]) => [of, { ...one, notes: [] }] as const)]),
  }
}

const noteDeeds = [insertNotes, updateNotes, removeNotes] as const

const scratch: Deed = (rows, dice) => {
  const table = dice.scratch
  if (table === undefined) return update(rows, dice)
  if (dice.chance.in(0.4))
    return { sql: `truncate ${table}`, entries: manyOf(table, 'TRUNCATE', ['*']), after: rows }
  const id = dice.newId()
  return {
    sql: `insert into ${table} values (${id})`,
    entries: entriesOf(table, 'INSERT', [{ id, scopes: ['all'], route: {} }]),
    after: rows,
  }
}

const nothing: Deed = rows => ({
  sql: 'update items set v = 0 where id < 0',
  entries: [],
  after: rows,
})
