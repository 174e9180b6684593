import { QueryObserver, type QueryObserverOptions } from '@tanstack/query-core'
import { describe, expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import type { Rules } from '../invalidation/rules.ts'
import {
  byLikelihood,
  holdFindings,
  keyFindings,
  ownPollFindings,
  pollingFindings,
  realtimesOf,
  ruleFindings,
  withoutTokens,
  type Finding,
} from './index.ts'
import { areSimilar } from './similar-names.ts'

const families = [['list'], ['unified-generations', 'project']]

/** An app with `keys` in its cache. */
function cached(...keys: readonly (readonly unknown[])[]) {
  const app = world()
  for (const key of keys) app.queryClient.setQueryData(key, 'rows')
  return app.queryClient.getQueryCache().getAll()
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`)

describe('keys', () => {
  test('keys under a family, and those that are outside on purpose, are no finding', () => {
    const queries = cached(['list', 'a'], ['weather', 'Oslo'])
    expect(keyFindings(queries, { families, ignoredKeys: [['weather']] })).toEqual([])
  })

  test('a key in no family is told once for all that begin alike', () => {
    const found = keyFindings(cached(['weather', 'Oslo'], ['weather', 'Bergen'], ['list']), {
      families,
    })
    expect(brief(found)).toEqual(['warning key-in-no-family'])
    expect(found[0]?.title).toMatch(/^2 cached queries, such as \["weather","Oslo"\], are in no/)
  })

  test.each([
    [['generations', 7]],
    [['all-shot-generations', 7]],
    [['unifiedGenerations', 7]],
    [['unified-generatoins', 'project', 7]],
    [['unified-generations', 'shots', 7]],
    [['lists', 'a']],
  ])('%j looks like a key of a family, and is told with it', key => {
    const found = keyFindings(cached(key), { families })
    expect(brief(found)).toEqual(['error legacy-key'])
    expect(found[0]?.next).toContain(key[0] === 'lists' ? '["list"]' : '["unified-generations"')
  })

  test('a listed legacy key is told whatever it looks like', () => {
    const found = keyFindings(cached(['pictures', 7]), { families, legacyKeys: [['pictures']] })
    expect(brief(found)).toEqual(['error legacy-key'])
    expect(found[0]?.evidence).toContain('["pictures"], which is listed')
    expect(found[0]?.next).toBe("Build the key with the app's key builder.")
  })
})

test.each([
  [[1, 'a'], 'The cached query [1,"a"] is in no family: no event, poll or catch-up reaches it.'],
  [[], 'The cached query [] is in no family: no event, poll or catch-up reaches it.'],
  [
    ['☂', 'a'],
    'The cached query ["☂","a"] is in no family: no event, poll or catch-up reaches it.',
  ],
  [[7n], 'The cached query ["7n"] is in no family: no event, poll or catch-up reaches it.'],
])('a key that is like no family is told in full (%#)', (key, title) => {
  const [finding] = keyFindings([{ queryKey: key }], { families })
  expect(finding).toMatchObject({ code: 'key-in-no-family', title })
})

test('a long key is cut', () => {
  const [finding] = keyFindings(cached(['weather', 'x'.repeat(500)]), { families })
  expect(finding?.title).toMatch(/^The cached query .{121} is/)
})

test.each([
  ['unified', 'generations', false],
  ['genration', 'generation', true],
  ['generatoin', 'generation', true],
  ['generatiom', 'generation', true],
  ['generational', 'generation', false],
  ['task', 'tusk', false],
  ['☂', 'tasks', false],
  ['tasks', '☂', false],
  ['tas', 'ta', false],
  ['weathers', 'leathery', false],
  ['shots', 'shotList', true],
  ['shotList', 'shots', true],
  ['oldTasks', 'new-tasks', true],
])('%s and %s are alike: %j', (a, b, alike) => {
  expect(areSimilar(a, b)).toBe(alike)
})

describe('rules', () => {
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
})

describe('polling', () => {
  const quiet = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const

  async function shown(options: Partial<QueryObserverOptions>, data?: string) {
    const app = world()
    app.queryClient.setQueryData(['list', 'a'], data)
    const observer = new QueryObserver(app.queryClient, {
      queryKey: ['list', 'a'],
      queryFn: () => 'rows',
      ...options,
    } as never)
    observer.subscribe(() => undefined)
    app.goLive()
    await app.clock.pass(1_000)
    return pollingFindings(app.queryClient.getQueryCache().getAll(), {
      families,
      realtime: app.realtime,
    })
  }

  test('a query with the options of coveredQueryDefaults, or waiting for its id, is no finding', async () => {
    expect(await shown(quiet, 'rows')).toEqual([])
    expect(await shown({ ...quiet, enabled: false })).toEqual([])
    expect(await shown({ ...quiet, refetchInterval: 300_000 }, 'rows')).toEqual([])
  })

  test.each<[string, Partial<QueryObserverOptions>]>([
    ['polled beside realtime', { ...quiet, refetchInterval: 3_000 }],
    ['fetched at each focus and reconnect', {}],
    ['never fetched again', { ...quiet, staleTime: 'static' }],
    ['show data and are disabled', { ...quiet, enabled: false }],
  ])('covered queries that are %s are told', async (words, options) => {
    const [finding, ...more] = await shown(options, 'rows')
    expect([finding?.code, more]).toEqual(['polling-shadowed', []])
    expect(finding?.title).toContain(words)
    expect(finding?.title).toContain('["list","a"]')
  })

  test('more than three keys are counted, and options that are functions are asked', async () => {
    const app = world()
    const show = (key: string, options: object) =>
      new QueryObserver(app.queryClient, {
        queryKey: ['list', key],
        queryFn: () => 'rows',
        ...quiet,
        ...options,
      } as never).subscribe(() => undefined)
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      app.queryClient.setQueryData(['list', key], 'rows')
      show(key, { refetchInterval: () => 3_000, enabled: () => true })
    }
    show('off', { refetchInterval: 3_000, enabled: () => false })
    const told = () =>
      pollingFindings(app.queryClient.getQueryCache().getAll(), {
        families,
        realtime: app.realtime,
      })
    expect(told()).toEqual([])
    app.goLive()
    await app.clock.pass(1_000)
    const [finding, ...more] = told()
    expect(more).toEqual([])
    expect(finding?.title).toContain('["list","a"], ["list","b"], ["list","c"] and 2 more')
  })

  test("fetches of what no family covers, and those of the router, are no timer of the app's", async () => {
    const app = world()
    app.queryClient.mount()
    for (const key of [['weather'], ['list', 'a']])
      new QueryObserver(app.queryClient, {
        queryKey: key,
        queryFn: () => 'rows',
        ...quiet,
      }).subscribe(() => undefined)
    app.goLive()
    for (let tick = 0; tick < 6; tick += 1) {
      await app.clock.pass(3_000)
      app.change('a')
      void app.queryClient.refetchQueries({ queryKey: ['weather'] })
    }
    expect(ownPollFindings(app.trace.entries(), families)).toEqual([])
  })

  test("a timer of the app's own that invalidates is told from the trace; a person's refetches are not", async () => {
    const app = world()
    const observer = new QueryObserver(app.queryClient, {
      queryKey: ['list', 'a'],
      queryFn: () => 'rows',
      ...quiet,
    })
    observer.subscribe(() => undefined)
    app.goLive()
    const own = () => ownPollFindings(app.trace.entries(), families)
    for (const waited of [700, 4_000, 1_500, 9_000]) {
      await app.clock.pass(waited)
      void observer.refetch()
    }
    expect(own()).toEqual([])
    for (let tick = 0; tick < 5; tick += 1) {
      await app.clock.pass(3_000)
      void observer.refetch()
    }
    await app.clock.pass(1)
    const [finding] = own()
    expect(finding).toMatchObject({ code: 'polling-shadowed' })
    expect(finding?.evidence).toContain('3 s apart')
  })
})

describe('holds', () => {
  const found = ({ clock, realtime, trace }: ReturnType<typeof world>) =>
    holdFindings(realtime.holds(), trace.entries(), clock.now())

  test('a hold that stays open is told with its reason; one that is released in time is not', async () => {
    const app = world()
    const release = app.realtime.hold(['list', 'a'], { reason: 'drag', timeoutMs: Infinity })
    await app.clock.pass(9_000)
    expect(found(app)).toEqual([])
    await app.clock.pass(2_000)
    expect(brief(found(app))).toEqual(['warning hold-left-open'])
    await app.clock.pass(20_000)
    const [finding] = found(app)
    expect(finding).toMatchObject({ severity: 'error', code: 'hold-left-open' })
    expect(finding?.evidence).toBe('The hold is for "drag" and has been on for 31 s.')
    release()
    expect(found(app)).toEqual([])
  })

  test('a hold that ran out is told as long as the trace knows it', async () => {
    const app = world()
    app.realtime.hold(['list', 'a'], { timeoutMs: 5_000 })
    await app.clock.pass(6_000)
    expect(brief(found(app))).toEqual(['warning hold-left-open'])
    expect(found(app)[0]?.evidence).toContain('has no reason given')
  })

  test('work that outlasts its hold is not told that nobody released it', async () => {
    const app = world()
    const work = new Promise<void>(done => void app.clock.after(9_000, done))
    const held = app.realtime.holdWhile([['list', 'a']], () => work, { timeoutMs: 5_000 })
    await app.clock.pass(9_000)
    await held
    const [finding] = found(app)
    expect(finding?.title).toBe('A hold of ["list","a"] was not released in time.')
    expect(finding?.next).toContain('a longer timeoutMs')
  })
})

test('it is known how many realtimes keep one cache fresh, whoever of their providers comes and goes', () => {
  const app = world()
  const cache = app.queryClient.getQueryCache()
  const undo = app.realtime.attach(cache)
  expect(realtimesOf(cache)).toBe(1)
  const other = world()
  other.realtime.attach(cache)
  expect(realtimesOf(cache)).toBe(2)
  undo()
  expect(realtimesOf(cache)).toBe(2)
  other.realtime.stop()
  expect(realtimesOf(cache)).toBe(1)
  app.realtime.stop()
  expect(realtimesOf(cache)).toBe(0)
})

test('the likeliest finding comes first, what may be meant so last, and none has a token in it', () => {
  const finding = (code: Finding['code'], severity: Finding['severity'] = 'error'): Finding => ({
    code,
    severity,
    title: '',
    evidence: 'refused Bearer eyJhbGciOi.eyJzdWIi.c2lnbmVk',
    next: '',
  })
  const findings = [
    finding('check-failed', 'info'),
    finding('rest-on-replica'),
    finding('key-in-no-family', 'info'),
    finding('not-live'),
  ]
  expect(byLikelihood(findings).map(({ code }) => code)).toEqual([
    'not-live',
    'rest-on-replica',
    'key-in-no-family',
    'check-failed',
  ])
  expect(JSON.stringify(withoutTokens(findings))).not.toContain('eyJ')
})
