import { systemClock, type Clock } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPatient, type Patient } from '../../test/patient.ts'
import { openStage, soon, type OpenStage } from '../../test/stage.ts'

let stage: OpenStage
/** What every app has on screen. */
const shown = ['tasks', '7']
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** The one finding there is, as what a person reads of it. */
function only(found: readonly Finding[]): string {
  return found
    .map(({ code, severity, title, evidence, next }) => {
      expect(next).not.toBe('')
      return `${severity} ${code}: ${title} ${evidence}`
    })
    .join('\n')
}

/** The system's clock, as it will be in so many ms. */
const later = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() + ms })

describe('a live app', () => {
  let patient: Patient
  beforeAll(async () => {
    patient = await openPatient(stage)
  })
  beforeEach(() => patient.atRest())

  test.each<[string, readonly unknown[], RegExp]>([
    ['that no family covers', ['weather', 'Oslo'], /^warning key-in-no-family: .*"Oslo".* none of/],
    [
      'whose key is misspelled',
      ['taskList', '7'],
      /^warning legacy-key: .*"taskList".*\["tasks"\]/,
    ],
    ['under a key of before', ['pictures', '7'], /^error legacy-key: .* listed as a legacy key/],
  ])('has a query on screen %s: no change reaches it', async (_, key, words) => {
    const hide = patient.show(key)
    await patient.atRest()
    const before = patient.fetchesOf(shown)
    await patient.canary.write()
    await soon(() => patient.fetchesOf(shown)).toBe(before + 1)
    expect(patient.fetchesOf(key)).toBe(1)
    expect(only(await patient.find({ legacyKeys: [['pictures']] }))).toMatch(words)
    hide()
  })

  test.each<[string, object, RegExp]>([
    ['are never stale', { staleTime: 'static' }, /^error polling-shadowed: .* never fetched again/],
    [
      'have a timer of their own',
      { refetchInterval: 60_000 },
      /^warning polling-shadowed: .* beside realtime, though it is live/,
    ],
    [
      'are fetched at each focus',
      { refetchOnWindowFocus: true },
      /^warning polling-shadowed: .* at each focus and reconnect/,
    ],
  ])('has queries that %s', async (_, options, words) => {
    const key = ['tasks', 'other']
    const hide = patient.show(key, options)
    await patient.atRest()
    expect(only(await patient.find())).toMatch(words)
    hide()
  })

  test('shows data of a query that is disabled', async () => {
    const key = ['tasks', 'other']
    patient.queryClient.setQueryData(key, 1)
    const hide = patient.show(key, { enabled: false })
    expect(only(await patient.find())).toMatch(/^warning polling-shadowed: .* are disabled/)
    hide()
  })

  test('has a drag that never ended', async () => {
    const release = patient.realtime.hold(shown, { reason: 'drag' })
    expect(await patient.find()).toEqual([])
    expect(only(await patient.find({ clock: later(15_000) }))).toMatch(
      /^warning hold-left-open: \["tasks","7"\] is held.* "drag" and has been on for 15 s/,
    )
    release()
    expect(await patient.find({ clock: later(15_000) })).toEqual([])
  })

  test('had a drag that ended only when its time ran out', async () => {
    patient.realtime.hold(shown, { reason: 'drag', timeoutMs: 1 })
    await soon(async () => only(await patient.find())).toMatch(
      /^warning hold-left-open: .* not released in time\. .* "drag"/,
    )
  })
})

describe('an app whose rule is wrong shows what it showed, whatever comes', () => {
  test.each<[string, (project: string) => readonly (readonly unknown[])[], RegExp]>([
    [
      'names a part too many',
      project => [['tasks', 'project', project]],
      /^error rule-matches-no-query: .*TASKS matches no cached query.* is cached and has "7" in it/,
    ],
    ['names no key', () => [], /^error rule-matches-no-query: .* touched no key at all/],
    ['names another family', () => [['task', '7']], /^error rule-.*\["task","7"\] lies under no/],
    [
      'names what is not on screen',
      () => [['tasks', '8']],
      /^info rule-matches-no-query: .* touched \["tasks","8"\]/,
    ],
  ])('when it %s', async (_, keys, words) => {
    const patient = await openPatient(stage, { rules: { TASKS: ({ project }) => keys(project) } })
    await patient.atRest()
    const before = patient.fetchesOf(shown)
    await patient.canary.write()
    await soon(async () => only(await patient.find())).toMatch(words)
    expect(patient.fetchesOf(shown)).toBe(before)
  })

  test('when it throws, everything covered is fetched, and it is named with its error', async () => {
    const fail = () => {
      throw new TypeError('project is not iterable')
    }
    const patient = await openPatient(stage, { rules: { TASKS: fail } })
    await patient.atRest()
    const before = patient.fetchesOf(shown)
    await patient.canary.write()
    await soon(() => patient.fetchesOf(shown)).toBe(before + 1)
    expect(only(await patient.find())).toBe(
      'error rule-matches-no-query: The rule of TASKS fails. TypeError: project is not iterable',
    )
  })
})

test("a timer of the app's own that fetches beside realtime is named while it runs", async () => {
  const patient = await openPatient(stage)
  await patient.atRest()
  const refetch = () => patient.queryClient.refetchQueries({ queryKey: shown })
  const timer = setInterval(() => void refetch(), 500)
  await soon(async () => only(await patient.find())).toMatch(
    /^warning polling-shadowed: Something of the app's own polls \["tasks","7"\]/,
  )
  clearInterval(timer)
  expect(await patient.find({ clock: later(10_000) })).toEqual([])
})

test('a backend that answers with nothing but errors is named, though it is live', async () => {
  const patient = await openPatient(stage)
  await patient.atRest()
  const fault = stage.backend.faults.add({ type: 'http-error', status: 503, service: 'rest' })
  const told = async (): Promise<string> => {
    await patient.queryClient.refetchQueries({ queryKey: shown })
    return only(await patient.find())
  }
  await soon(told).toMatch(/^error not-live: The backend does not answer.* Three requests failed/)
  fault.remove()
})

test.each<[string, RegExp, (patient: Patient) => unknown]>([
  [
    'has no network',
    /^error not-live: .*the connection is offline/,
    ({ environment }) => environment.online.set(false),
  ],
  [
    'has nobody signed in',
    /^error not-live: .*the connection is waiting-auth/,
    ({ client }) => client.auth.signOut(),
  ],
])('an app that %s is not live, and is told what to do', async (_, words, spoil) => {
  const patient = await openPatient(stage)
  await patient.atRest()
  await spoil(patient)
  await soon(async () => only(await patient.find())).toMatch(words)
})

test('a private channel that no policy lets anybody join is named, with the policy that would', async () => {
  await stage.backend.sql('drop policy listen on realtime.messages')
  const patient = await openPatient(stage)
  await soon(() => patient.realtime.state.current.cause?.code).toBe('unauthorized')
  const { catalogue } = patient
  const [connection, join, ...more] = await patient.find({ catalogue })
  expect([connection?.code, join?.code, more]).toEqual(['not-live', 'join-refused', []])
  expect(join?.evidence).toContain('realtime.messages has no policy for SELECT')
  await stage.backend.sql(
    (join?.sql ?? '').replace(/false .*\*\//, "realtime.topic() = 'list:mine'"),
  )
  patient.realtime.reconnect()
  await patient.live()
  expect(await patient.find({ catalogue })).toEqual([])
})
