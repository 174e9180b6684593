import { QueryObserver, type QueryObserverOptions } from '@tanstack/query-core'
import { describe, expect, test } from 'vitest'
import { world } from '../../test/world.ts'
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
  })
})

describe('rules', () => {
  interface Listed {
    readonly type: 'LIST'
    readonly list: string | number
  }
  const found = (key: (list: unknown) => readonly unknown[], options = {}) =>
    ruleFindings<Listed>(cached(['list', 'mine', '7']), {
      rules: { LIST: ({ list }) => [key(list)] },
      families,
      recent: [{ type: 'LIST', list: 7 }],
      ...options,
    })

  test('a rule that touches what is cached is no finding, and neither is one that was never used', () => {
    expect(found(() => ['list', 'mine'])).toEqual([])
    expect(found(list => ['list', list], { recent: [] })).toEqual([])
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
    const sampleEvents = { samples: [{ type: 'LIST', list: 7 }] }
    expect(brief(found(away, sampleEvents))).toEqual(['error rule-matches-no-query'])
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
