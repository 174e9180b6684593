import { describe, expect, it } from 'vitest'
import { PgoutputDecoder } from './pgoutput.ts'
import type { Transaction } from './transaction.ts'

/** Writes messages as PostgreSQL's documentation lays them out. */
const int = (size: 1 | 2 | 4, value: number): Buffer => {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}
const int64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}
const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const message = (kind: string, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(kind), ...parts])
type Cell = string | null | undefined
const tuple = (tag: string, ...cells: readonly Cell[]): Buffer =>
  Buffer.concat([
    Buffer.from(tag),
    int(2, cells.length),
    ...cells.map(cell => {
      if (cell === null) return Buffer.from('n')
      if (cell === undefined) return Buffer.from('u')
      return Buffer.concat([Buffer.from('t'), int(4, Buffer.byteLength(cell)), Buffer.from(cell)])
    }),
  ])
const column = (name: string, isKey: boolean): Buffer =>
  Buffer.concat([int(1, isKey ? 1 : 0), text(name), int(4, 25), int(4, 0)])

const OID = int(4, 7)
/** 2026-11-22T14:04:37.619690Z, in microseconds since 2000. */
const begin = message('B', int64(0n), int64(848_671_477_619_690n), int(4, 1))
const commit = message('C', int(1, 0), int64(0n), int64(0n), int64(0n))
const relation = (identity: string, schema = 'public'): Buffer =>
  message(
    'R',
    OID,
    text(schema),
    text('todos'),
    Buffer.from(identity),
    int(2, 3),
    column('id', true),
    column('title', identity === 'f'),
    column('body', identity === 'f'),
  )

function decode(...messages: readonly Buffer[]): Transaction | undefined {
  const decoder = new PgoutputDecoder()
  return messages.map(each => decoder.push(each)).findLast(each => each !== undefined)
}

it('gives all changes of a transaction at its commit, with the commit’s time to the millisecond', () => {
  const transaction = decode(
    begin,
    relation('d'),
    message('I', OID, tuple('N', '1', 'é "q"', null)),
    message('D', OID, tuple('K', '2', null, null)),
    commit,
  )
  expect(new Date(transaction?.committedAt ?? 0).toISOString()).toBe('2026-11-22T14:04:37.619Z')
  expect(transaction?.changes.map(({ type }) => type)).toEqual(['INSERT', 'DELETE'])
  expect(transaction?.changes[0]).toMatchObject({
    row: ['1', 'é "q"', null],
    relation: { schema: 'public', table: 'todos', identity: 'default' },
  })
})

it('says nothing before the commit', () => {
  const messages = [begin, relation('d'), message('I', OID, tuple('N', '1', 'a', 'b'))]
  expect(decode(...messages)).toBeUndefined()
})

describe('the row before an update', () => {
  it('is the key of the new row when the key did not change', () => {
    const update = message('U', OID, tuple('N', '1', 'new', undefined))
    expect(decode(begin, relation('d'), update, commit)?.changes).toMatchObject([
      { type: 'UPDATE', row: ['1', 'new', undefined], old: ['1', undefined, undefined] },
    ])
  })

  it('is the old key when the key changed, without the nulls that stand for the rest', () => {
    const update = message('U', OID, tuple('K', '1', null, null), tuple('N', '2', 'a', 'b'))
    expect(decode(begin, relation('d'), update, commit)?.changes).toMatchObject([
      { row: ['2', 'a', 'b'], old: ['1', undefined, undefined] },
    ])
  })

  it('is the whole row with replica identity full, which also fills in what did not change', () => {
    const update = message(
      'U',
      OID,
      tuple('O', '1', 'old', 'large'),
      tuple('N', '1', 'new', undefined),
    )
    expect(decode(begin, relation('f'), update, commit)?.changes).toMatchObject([
      { row: ['1', 'new', 'large'], old: ['1', 'old', 'large'] },
    ])
  })
})

it('passes over a truncate', () => {
  const truncate = message('T', int(4, 1), int(1, 0), OID)
  expect(decode(begin, relation('d'), truncate, commit)?.changes).toEqual([])
})

it('takes a new description for the changes after it', () => {
  const insert = message('I', OID, tuple('N', '1', 'a', 'b'))
  const transaction = decode(begin, relation('d'), insert, relation('d', 'moved'), insert, commit)
  expect(transaction?.changes.map(change => change.relation.schema)).toEqual(['public', 'moved'])
})

it('refuses a message that is shorter than it says', () => {
  const cut = message('I', OID, tuple('N', '1', 'a', 'b')).subarray(0, -1)
  expect(() => decode(begin, relation('d'), cut)).toThrow('shorter than it says')
})
