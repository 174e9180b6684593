import { describe, expect, it } from 'vitest'
import { FaultBook } from './fault-book.ts'
import { picksOf } from './target.ts'

/** A book whose clock stands where a test puts it. */
function openBook() {
  const clock = { now: 1_000 }
  const book = new FaultBook(() => clock.now)
  const begun: string[] = []
  book.onBegin(({ id }) => begun.push(id))
  return { clock, book, begun }
}

const HANG = { type: 'http-hang' } as const
const strike = (book: FaultBook): string | undefined => book.strike(['http-hang'], [{}])?.id

describe('time', () => {
  it('begins and ends a fault by the clock of the backend', async () => {
    const { clock, book, begun } = openBook()
    const fault = book.add(HANG, { afterMs: 500, forMs: 1_000 })
    expect([fault.phase, strike(book), begun]).toEqual(['waiting', undefined, []])
    clock.now = 1_500
    expect([fault.phase, strike(book)]).toEqual(['standing', fault.id])
    await expect.poll(() => begun).toEqual([fault.id])
    let ended = 0
    fault.onEnd(() => (ended += 1))
    clock.now = 2_500
    expect([fault.phase, strike(book)]).toEqual(['over', undefined])
    await expect.poll(() => ended).toBe(1)
    expect(book.isQuiet).toBe(true)
    expect(fault.info.strikes).toBe(1)
  })

  it('that has passed over a fault whole does not begin it', async () => {
    const { clock, book, begun } = openBook()
    book.add(HANG, { afterMs: 10, forMs: 10 })
    clock.now = 2_000
    await expect.poll(() => book.isQuiet).toBe(true)
    expect(begun).toEqual([])
  })
})

describe('a fault', () => {
  it('costs nothing when there is none, or none that can strike', () => {
    const { book } = openBook()
    expect(book.isQuiet).toBe(true)
    const fault = book.add(HANG)
    expect(book.isQuiet).toBe(false)
    book.remove(fault)
    expect(book.isQuiet).toBe(true)
  })

  it('strikes as often as it should, then the next one does', () => {
    const { book } = openBook()
    const first = book.add(HANG, { count: 1 })
    const second = book.add(HANG)
    expect([strike(book), strike(book)]).toEqual([first.id, second.id])
    expect(book.list().map(({ phase }) => phase)).toEqual(['spent', 'standing'])
  })

  it('lets go of what it holds in the order in which it was held, once', () => {
    const { book } = openBook()
    const fault = book.add(HANG, { count: 1 })
    const released: number[] = []
    fault.strike([{}])
    fault.hold(() => released.push(1))
    fault.hold(() => released.push(2), 60_000)
    const undo = fault.onEnd(() => released.push(3))
    undo()
    expect(released).toEqual([])
    book.reset()
    fault.hold(() => released.push(4))
    fault.end()
    expect(released).toEqual([1, 2, 4])
  })

  it('may be added a thousand times, not more', () => {
    const { book } = openBook()
    for (let added = 0; added < 1_000; added += 1) book.add(HANG)
    expect(() => book.add(HANG)).toThrow('There are 1000 faults already')
    book.reset()
    expect(book.add(HANG).phase).toBe('standing')
  })
})

describe('a scope', () => {
  it.each([
    [{ user: 'a' }, { user: 'a' }, true],
    [{ user: 'a' }, {}, false],
    [{ user: 'a', topic: 'x' }, { user: 'a', topic: 'y' }, false],
    [{ table: 'tasks' }, { table: 'public.tasks' }, true],
    [{ table: 'other.tasks' }, { table: 'public.tasks' }, false],
    [{ table: 'tasks' }, { table: 'public.my_tasks' }, false],
    [{ path: '/rest/v1/tasks' }, { path: '/rest/v1/tasks' }, true],
    [{ path: '/rest/v1/tasks' }, { path: '/rest/v1/tasks_old' }, false],
    [{ path: '/rest/v1/' }, { path: '/rest/v1/tasks' }, true],
    [
      { path: '/storage/v1/object/*/a.(1).png' },
      { path: '/storage/v1/object/x/y/a.(1).png' },
      true,
    ],
    [{ path: '/storage/*.png' }, { path: '/storage/x.jpg' }, false],
    [{ path: '/rest' }, { topic: 'x' }, false],
  ])('%j and %j: %s', (scope, target, isHit) => {
    const { book } = openBook()
    expect(book.add(HANG, scope).strike([target])).toBe(isHit)
  })

  it('of an act counts what it picks', () => {
    const picks = picksOf({ user: 'a', count: 2 })
    const users = ['a', 'b', 'a', 'a']
    expect(users.map(user => picks([{}, { user }]))).toEqual([true, false, true, false])
  })
})
