import { expect, test } from 'vitest'
import { brief, cached, families } from '../../test/findings.ts'
import { world } from '../../test/world.ts'
import type { Rules } from '../invalidation/rules.ts'
import { ruleFindings, type Finding } from './index.ts'

interface Listed {
  readonly type: 'LIST'
  readonly list: string | number
}
const rulesBy = (key: (list: unknown) => readonly unknown[]) => ({
  LIST: ({ list }: Listed) => [key(list)],
})
const queries = () => cached(['list', 'mine', '7'])

/** What the trace has of `events`, as the router took them. */
function traced<Event extends { readonly type: string }>(
  rules: Rules<Event>,
  ...events: readonly Event[]
) {
  const app = world({ realtime: { rules: rules as never, families } })
  for (const event of events) app.realtime.emit(event as never)
  return app.trace.entries()
}
const found = (
  key: (list: unknown) => readonly unknown[],
  events: readonly Listed[] = [{ type: 'LIST', list: 7 }],
  samples: readonly Listed[] = [],
) => {
  const rules = rulesBy(key)
  const entries = traced(rules, ...events)
  return ruleFindings<Listed>(queries(), { rules, families, entries, samples })
}

test('a rule that touches what is cached is no finding, and neither is one that was never used', () => {
  expect(found(() => ['list', 'mine'])).toEqual([])
  expect(found(list => ['list', list], [])).toEqual([])
})

test('a rule whose key is wrong by a part or by a type is told with the query that was meant', () => {
  for (const wrong of [(id: unknown) => ['list', id], (id: unknown) => ['list', 'mine', id]]) {
    const [finding, ...more] = found(wrong)
    expect([brief([finding as Finding]), more]).toEqual([['error rule-matches-no-query'], []])
    expect(finding?.evidence).toContain('["list","mine","7"] is cached and has 7 in it')
  }
})

test('a rule for what is not on screen may be meant so, unless the app says that it is shown', () => {
  const away = (): readonly unknown[] => ['list', 'yours']
  expect(brief(found(away))).toEqual(['info rule-matches-no-query'])
  const sample: Listed = { type: 'LIST', list: 7 }
  expect(brief(found(away, [], [sample]))).toEqual(['error rule-matches-no-query'])
})

test('a rule with a key of no family, and one that throws, are told', () => {
  expect(brief(found(() => ['lsit', 'mine']))).toEqual(['error rule-matches-no-query'])
  const [finding] = found(() => {
    throw new Error('no list')
  })
  expect(finding).toMatchObject({ title: 'The rule of LIST fails.', evidence: 'Error: no list' })
})

test('an id that is missing is cut, as the router does it', () => {
  expect(found(() => ['list', undefined])).toEqual([])
  expect(found(() => ['list', undefined], [], [{ type: 'LIST', list: 7 }])).toEqual([])
})

test('an event of which the trace keeps no list and no missing id is judged by the keys it touched', () => {
  interface Moved {
    readonly type: 'MOVED'
    readonly lists: readonly string[]
    readonly from?: string | undefined
  }
  const rules: Rules<Moved> = {
    MOVED: ({ lists, from }) =>
      [...lists, ...(from === undefined ? [] : [from])].map(list => ['list', list]),
  }
  const entries = traced(rules, { type: 'MOVED', lists: ['mine'], from: undefined })
  expect(ruleFindings(queries(), { rules, families, entries })).toEqual([])
})

test('what nobody could name is no event of a rule', () => {
  const app = world()
  app.trace.add('router', 'keys', { type: '', keys: families })
  const entries = app.trace.entries()
  const rules = rulesBy(() => ['list'])
  expect(ruleFindings<Listed>([], { rules, families, entries })).toEqual([])
})

test('a key that is wider than a family is not told as a stray one', () => {
  const [finding] = found(() => ['unified-generations'])
  expect(finding).toMatchObject({ severity: 'info' })
  expect(finding?.evidence).not.toContain('under no family')
})

test('a rule that returned no key is told, with how many events it had', () => {
  const rules: Rules<Listed> = { LIST: () => [] }
  const event: Listed = { type: 'LIST', list: 7 }
  const entries = traced(rules, event, event)
  const [finding] = ruleFindings(queries(), { rules, families, entries })
  expect(finding).toMatchObject({ severity: 'error' })
  expect(finding?.evidence).toBe('2 events of that type touched no key at all.')
})

test('an object as the last part, and a part that is no id, make no near miss', () => {
  const rules = rulesBy(() => ['list', { of: 'mine' }])
  const entries = traced<Listed>(rules, { type: 'LIST', list: 7 })
  const objects = cached(['list', { of: 'yours' }])
  expect(brief(ruleFindings<Listed>(objects, { rules, families, entries }))).toEqual([
    'info rule-matches-no-query',
  ])
  const byId = rulesBy(list => ['list', list])
  const more = traced<Listed>(byId, { type: 'LIST', list: 7 })
  expect(brief(ruleFindings<Listed>(objects, { rules: byId, families, entries: more }))).toEqual([
    'info rule-matches-no-query',
  ])
})

test('a query of another kind with the same id on screen is not taken for the one that was meant', () => {
  const rules = rulesBy(list => ['list', 'detail', list])
  const entries = traced<Listed>(rules, { type: 'LIST', list: '7' })
  const told = (...key: readonly unknown[]) =>
    brief(ruleFindings<Listed>(cached(key), { rules, families, entries }))
  expect(told('list', 'members', '7')).toEqual(['info rule-matches-no-query'])
  expect(told('list', '7', 'members')).toEqual(['info rule-matches-no-query'])
  expect(told('list', 'detail', { page: 1 }, '7')).toEqual(['error rule-matches-no-query'])
  expect(told('list', '7')).toEqual(['error rule-matches-no-query'])
})
