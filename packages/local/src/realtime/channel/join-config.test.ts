import { describe, expect, it } from 'vitest'
import { parseJoin, type JoinConfig } from './join-config.ts'

function read(config: object, topic = 'room'): JoinConfig {
  const parsed = parseJoin(topic, { config })
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.config
}

const todos = { event: '*', schema: 'public', table: 'todos' }

describe('a join', () => {
  it('takes booleans as texts too, and everything else for no', () => {
    expect(read({ private: 'true', broadcast: { ack: 'true', self: true } })).toMatchObject({
      isPrivate: true,
      ack: true,
      self: true,
    })
    expect(read({ private: 1, broadcast: { ack: 'yes', self: null } })).toMatchObject({
      isPrivate: false,
      ack: false,
      self: false,
    })
  })

  it.each([
    [{ wait: true }, 15_000],
    [{ wait: 'true', timeout: 5_000 }, 5_000],
    [{ wait: true, timeout: 60_000 }, 20_000],
    [{ wait: true, timeout: 0 }, 15_000],
    [{ wait: true, timeout: 'soon' }, 15_000],
    [{ wait: false, timeout: 5_000 }, undefined],
    [{}, undefined],
  ])('waits for changes by %j for %s ms', (postgres_changes_options, waitMs) => {
    expect(read({ postgres_changes: [todos], postgres_changes_options }).waitMs).toBe(waitMs)
    expect(read({ postgres_changes: [], postgres_changes_options }).waitMs).toBeUndefined()
  })

  it.each([
    ['alice', 'alice'],
    [7, '7'],
    [true, 'true'],
    [{}, ''],
    [null, ''],
  ])('has the presence key %j as %j', (key, expected) => {
    expect(read({ presence: { key } }).presence.key).toBe(expected)
  })

  it('passes over bindings that are null or no list, and refuses those that are no object', () => {
    expect(read({ postgres_changes: [null, todos] }).bindings).toEqual([todos])
    expect(read({ postgres_changes: { a: 1 } }).bindings).toEqual([])
    expect(parseJoin('room', { config: { postgres_changes: [5] } })).toMatchObject({ ok: false })
  })

  it('of the first generation names its binding in the topic', () => {
    expect(parseJoin('public:todos:at=eq.12:30', {})).toMatchObject({
      config: { bindings: [{ schema: 'public', table: 'todos', filter: 'at=eq.12:30' }] },
    })
    expect(parseJoin('public', { user_token: 't' })).toMatchObject({
      config: { bindings: [{ schema: 'public' }], token: 't' },
    })
  })

  it('asks for a replay by any object, however wrong', () => {
    expect(read({ broadcast: { replay: { since: 'x' } } }).replay).toEqual({
      since: 'x',
      limit: undefined,
    })
    expect(read({ broadcast: { replay: 5 } }).replay).toBeUndefined()
  })
})
