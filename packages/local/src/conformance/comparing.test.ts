import { describe, expect, it } from 'vitest'
import { parseExact } from './exact-json.ts'
import { Expectations, sayingOf, showDifference } from './expectations.ts'
import { Likeness } from './likeness.ts'
import { parseTrace } from './read-traces.ts'
import { compareRows } from './rows.ts'

const at = '2026-11-22T14:00:00.000Z'
const likeness = (): Likeness => new Likeness(Date.parse(at))

/** Compares frames that a server sends with those that were recorded, all on one connection. */
function heard(recorded: readonly string[], got: readonly string[], spreadMs = 0): string {
  const lines = recorded.map((raw, i) => ({ t: i * spreadMs, c: 1, dir: 's2c', raw }))
  const text = [{ t: 0, dir: 'scenario', raw: 'x', at }, ...lines].map(line => JSON.stringify(line))
  const expectations = new Expectations(parseTrace('x', text.join('\n')), likeness())
  for (const raw of got) {
    const difference = expectations.take(1, sayingOf(raw))
    if (difference !== undefined) return showDifference(difference)
  }
  return expectations.owed(2 ** 30)?.text ?? 'alike'
}

const reply = (ref: string): string => `[null,"${ref}","phoenix","phx_reply",{"status":"ok"}]`
const row = (topic: string, id: number, title = 'a'): string =>
  `[null,null,"realtime:${topic}","postgres_changes",{"data":{"table":"t","type":"UPDATE","record":{"id": ${id},"title":"${title}"}},"ids":[1]}]`

describe('a server is found out that', () => {
  it('leaves out a frame', () => {
    expect(heard([reply('1'), reply('2')], [reply('1')])).toContain('"2"')
  })

  it('sends one more', () => {
    expect(heard([reply('1')], [reply('1'), reply('2')])).toContain('expected nothing more')
  })

  it('has another order', () => {
    expect(heard([reply('1'), reply('2')], [reply('2'), reply('1')])).toContain('at [1]')
  })

  it('says something else', () => {
    expect(heard([row('a', 1, 'a')], [row('a', 1, 'b')])).toContain('.record.title')
  })

  it('adds a key, or leaves one out', () => {
    expect(heard(['[1,{"a":1}]'], ['[1,{"a":1,"b":2}]'])).toContain('.b')
    expect(heard(['[1,{"a":1,"b":null}]'], ['[1,{"a":1}]'])).toContain('.b')
  })

  it('rounds a number that JavaScript would round', () => {
    const frame = (n: string): string => `[1,{"n":${n}}]`
    expect(heard([frame('9007199254740993')], [frame('9007199254740992')])).toContain('.n')
    expect(heard([frame('1.50')], [frame('1.5')])).toContain('.n')
  })

  it('calls one row by two names', () => {
    expect(heard([row('a', 17), row('a', 17)], [row('a', 1), row('a', 2)])).toContain('.record.id')
  })

  it('has two topics in another order where time lay between them', () => {
    const two = [row('a', 1), row('b', 2)]
    expect(heard(two, two.toReversed(), 1_000)).toContain('realtime:a')
  })

  it('changes an instant that it was given', () => {
    expect(likeness().difference(parseExact('"2024-01-02T03:04:05"'), '2024-01-02T03:04:06')).toBe(
      'the whole',
    )
  })
})

describe('a server is not blamed for', () => {
  it('ids, uuids and instants of its own', () => {
    const frame = (id: number, uuid: string, day: string): string =>
      `[null,null,"realtime:a","x",{"table":"t","id":${id},"key":"${uuid}","at":"${day}T14:00:01.12+00:00"}]`
    const [mine, other] = [1, 2].map(n => `0e5cea84-e67e-11f1-94f2-a24c4756110${n}`)
    expect(
      heard([frame(17, mine ?? '', '2026-11-22')], [frame(3, other ?? '', '2027-01-01')]),
    ).toBe('alike')
  })

  it('the order of keys, of ids, and of topics that spoke at once', () => {
    expect(heard(['[1,{"a":1,"b":2,"ids":[5,6]}]'], ['[1,{"b":2,"ids":[8,7],"a":1}]'])).toBe(
      'alike',
    )
    const two = [row('a', 1), row('b', 2)]
    expect(heard(two, two.toReversed())).toBe('alike')
  })
})

describe('rows', () => {
  const recorded = { inserted: [1, 2, 3, 4, 5, 6], lost: [[3, 4]] as const }
  it.each([
    ['lost where they were recorded to be lost', [1, 2, 5, 6], undefined],
    ['lost a little earlier', [1, 5, 6], undefined],
    ['that all came', [1, 2, 3, 4, 5, 6], 'lost no row'],
    ['lost somewhere else', [1, 2, 3, 4, 6], 'lost rows 5 to 5'],
    ['lost in two places', [2, 5, 6], 'lost rows 1 to 1, 3 to 4'],
    ['that came twice', [1, 2, 2, 5, 6], 'twice or out of order'],
    ['that came in another order', [2, 1, 5, 6], 'twice or out of order'],
    ['that nobody inserted', [1, 2, 5, 6, 7], 'never inserted'],
  ])('%s', (_, told, wrong) => {
    const found = compareRows(recorded, told)
    if (wrong === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(wrong)
  })
})
