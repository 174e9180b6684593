import { expect, test } from 'vitest'
import { world } from '../test/world.ts'
import { createAuthStateManager } from './auth/auth-state-manager.ts'
import { EverfreshError } from './errors.ts'
import { createRealtime, type RealtimeOptions } from './realtime.ts'
import { createReconnectScheduler } from './reconnect/reconnect-scheduler.ts'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  settle,
} from './testing/index.ts'
import { createTrace } from './trace/create-trace.ts'

/** What plain JavaScript, or an unchecked variable of the environment, may hand in. */
type Unchecked = Readonly<Record<string, unknown>>

/** The error that `work` throws, as its code and its sentence. */
function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof EverfreshError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'taken'
}

function create(wrong: Unchecked) {
  const clock = manualClock()
  const source = scriptedSource()
  const auth = createAuthStateManager({ sessions: scriptedSessions(), clock })
  const right = {
    source,
    auth,
    toEvents: () => [],
    rules: {},
    families: [['list']],
    clock,
    environment: manualEnvironment(),
  }
  const said = refusal(() => createRealtime({ ...right, ...wrong } as RealtimeOptions<never>))
  return { clock, said }
}

test('an option out of range is refused at once, in a sentence that says what it must be', () => {
  expect(create({ polling: { visibleMs: -1 } }).said).toBe(
    'invalid-option: polling.visibleMs is -1. It must be a number of ms from 1 to 2147483647.',
  )
})

test('what was refused has started nothing', () => {
  expect(create({ windows: { windowMs: NaN } }).clock.pending()).toBe(0)
})

test.each([
  [{ polling: { visibleMs: 0 } }, /^invalid-option: polling.visibleMs is 0\./],
  [{ polling: { idleMs: NaN } }, /polling.idleMs is NaN/],
  [{ polling: { hiddenMs: Infinity } }, /polling.hiddenMs is Infinity/],
  [{ polling: { safetyMs: '5 min' } }, /polling.safetyMs is "5 min"/],
  [{ polling: { jitterMs: -1 } }, /polling.jitterMs is -1\. It must be a number of ms from 0/],
  [{ windows: { gatherMs: -20 } }, /windows.gatherMs is -20/],
  [{ windows: { windowMs: 10 } }, /windows.windowMs is 10\. It must be at least gatherMs, 20\./],
  [{ windows: { minIntervalMs: null } }, /windows.minIntervalMs is null/],
  [{ windows: { lead: 'no' } }, /windows.lead is "no"\. It must be a boolean\./],
  [{ source: {} }, /source.open is undefined\. It must be a function\./],
  [{ source: undefined }, /source.open is undefined/],
  [{ auth: undefined }, /auth.addCore is undefined/],
  [{ toEvents: undefined }, /toEvents is undefined\. It must be a function\./],
  [{ rules: undefined }, /rules is undefined\. It must be an object\./],
  [{ polling: 5_000 }, /polling is 5000\. It must be an object\./],
  [{ windows: null }, /windows is null/],
  [{ enabled: 'false' }, /enabled is "false"\. It must be true or false\./],
  [{ identify: 'id' }, /identify is "id"\. It must be a function\./],
  [{ backend: {} }, /backend.subscribe is undefined\. It must be a function\./],
  [{ rules: { LIST: ['list'] } }, /rules.LIST is an array\. It must be a function\./],
  [{ families: 'list' }, /families is "list"\. It must be a list of query keys\./],
  [
    { families: ['list'] },
    /families\[0\] is "list"\. It must be a query key, such as \['tasks'\]\./,
  ],
  [{ families: [['list'], { tables: ['rows'] }] }, /families\[1\] is an object\./],
  [{ families: [['list'], { key: ['list'], tables: [] }] }, /families\[1\] is .*declared once\./],
])('refused: %j', (wrong, sentence) => {
  expect(create(wrong).said).toMatch(sentence)
})

test.each([
  [{ polling: { visibleMs: undefined } }],
  [{ polling: { jitterMs: 0 } }],
  [{ windows: { gatherMs: 0, windowMs: 0 } }],
  [{ windows: undefined }],
  [{ families: [] }],
  [{ families: [[], ['list'], { key: ['list', 'a'], tables: ['rows'] }] }],
])('taken: %j', right => {
  expect(create(right).said).toBe('taken')
})

test('the reconnect scheduler refuses a time that is none', () => {
  const clock = manualClock()
  const wrong = { clock, dispatch: () => undefined, minIntervalMs: -5 }
  expect(refusal(() => createReconnectScheduler(wrong))).toMatch(/reconnect.minIntervalMs is -5/)
  expect(refusal(() => createReconnectScheduler({ clock } as never))).toMatch(
    /dispatch is undefined/,
  )
})

test('I2: the reconnect scheduler refuses a wish of no known urgency, and serves the next', () => {
  const clock = manualClock()
  const heals: string[] = []
  const { request } = createReconnectScheduler({
    clock,
    dispatch: ({ priority }) => void heals.push(priority),
  })
  for (const wish of [undefined, {}, { source: 'me', reason: 'now', priority: 'urgent' }])
    expect(refusal(() => request(wish as never))).toMatch(/priority is .*It must be low, medium or/)
  clock.advance(10_000)
  expect(heals).toEqual([])
  request({ source: 'me', reason: 'now', priority: 'high' })
  clock.advance(0)
  expect(heals).toEqual(['high'])
})

test('the auth manager refuses sessions without a subscription, and a subscriber that is no function', () => {
  const clock = manualClock()
  const manager = (): unknown => createAuthStateManager({ clock } as never)
  expect(refusal(manager)).toMatch(/sessions.subscribe is undefined/)
  const { auth } = world()
  expect(refusal(() => auth.subscribe('Screen', undefined as never))).toMatch(
    /the subscriber Screen is undefined/,
  )
})

test.each([[0], [-1], [NaN], [1.5], [Infinity]])('a trace of %d entries is refused', capacity => {
  expect(refusal(() => createTrace(manualClock(), { capacity }))).toMatch(
    /It must be a whole number/,
  )
})

test.each([[null], [42], [{}]])('to follow %j is refused', scope => {
  const { realtime } = world()
  expect(refusal(() => realtime.follow(scope as never))).toMatch(
    /It must be a text, or undefined\./,
  )
})

test('to follow nothing, or an empty text, is to follow no scope yet', () => {
  const { realtime, source } = world()
  realtime.follow('a')
  realtime.follow(undefined)
  realtime.follow('')
  expect(source.log).toEqual(['open a for ann'])
  const nobody = world()
  nobody.realtime.follow('')
  expect(nobody.realtime.state.current.status).toBe('idle')
})

test('to attach a QueryClient instead of its cache is refused with the way to its cache', () => {
  const { queryClient, realtime } = world()
  expect(refusal(() => realtime.attach(queryClient as never))).toBe(
    'invalid-option: the cache is an object. It must be queryClient.getQueryCache().',
  )
})

test.each([[-1], [NaN], ['1 s']])('R7: a hold of %s ms is refused', timeoutMs => {
  const { realtime } = world()
  const options = { timeoutMs: timeoutMs as number }
  expect(refusal(() => realtime.hold(['list'], options))).toMatch(/timeoutMs is /)
})

test('R7: to hold what is no key is refused', () => {
  const { realtime } = world()
  expect(refusal(() => realtime.hold('list' as never))).toMatch(/the held scope is "list"/)
})

test.each([['list'], [['list']]])(
  'R1: a change under %j, which is no list of keys, is refused',
  keys => {
    const { realtime } = world()
    expect(refusal(() => realtime.changed(keys as never))).toMatch(/what changed is/)
  },
)

test('R7: of several scopes one that is no key has none of them held', async () => {
  const { change, clock, goLive, realtime, watch } = world()
  goLive()
  const list = watch(['list', 'a'])
  await settle()
  await list.answer()
  const save = (): Promise<void> => Promise.resolve()
  const wrong = [['list', 'a'], 'list'] as never
  expect(refusal(() => realtime.holdWhile(wrong, save))).toMatch(/the held scope is "list"/)
  expect(refusal(() => realtime.holdWhile('list' as never, save))).toMatch(/held scope is "list"/)
  expect(refusal(() => realtime.holdWhile([['list', 'a']], save() as never))).toMatch(/work is /)
  change('a')
  await clock.pass(100)
  expect(list.startedAt).toEqual([0, 20])
})

test('an error never shows what is inside of an object', () => {
  const session = { accessToken: 'secret' }
  expect(create({ toEvents: session }).said).not.toContain('secret')
})

test.each([[0], [-1], [NaN], [Infinity]])(
  'P3: a query’s own interval of %d ms is refused',
  visibleMs => {
    const { realtime, queryClient, watch } = world()
    watch(['list', 'a'])
    const [query] = queryClient.getQueryCache().getAll()
    const ask = (): unknown => query && realtime.pollInterval(query, { visibleMs })
    expect(refusal(ask)).toMatch(/polling.visibleMs is /)
  },
)
