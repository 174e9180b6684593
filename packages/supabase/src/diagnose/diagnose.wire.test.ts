import { createAuthStateManager, systemClock } from '@everfresh/core'
import { describe, expect, test } from 'vitest'
import { openPatient, type Patient } from '../../test/patient.ts'
import { prepareStage, soon } from '../../test/stage.ts'
import { supabaseSessions } from '../index.ts'
import { countAuthListeners } from './index.ts'

const stage = prepareStage()

type Asked = Parameters<Patient['find']>[0]

const codes = async (patient: Patient, asked?: Asked): Promise<readonly string[]> =>
  (await patient.find(asked)).map(({ code }) => code)

describe('a healthy app', () => {
  test('has no finding at all, whatever it is asked', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    const { canary, catalogue } = patient
    const progress: unknown[] = []
    const found = await patient.find({
      canary,
      catalogue,
      sampleEvents: [{ type: 'TASKS', project: '7' }],
      isReadReplica: async () => false,
      onProgress: ({ check, done, total }) => progress.push([check, done === total]),
    })
    expect(found).toEqual([])
    expect(progress.at(0)).toEqual(['keys', false])
    expect(progress.at(-1)).toEqual([undefined, true])
    await soon(() => patient.client.getChannels().length).toBe(1)
  })
})

describe('what the database keeps back', () => {
  test('a table outside the publication is named, by the server and by the catalogue', async () => {
    const sql = 'alter publication supabase_realtime drop table tasks'
    const patient = await openPatient(stage, { sql })
    await soon(() => patient.realtime.state.current.muted).toEqual(['tasks'])
    const [found] = (await patient.find()).filter(({ code }) => code === 'table-not-published')
    expect(found).toMatchObject({ evidence: expect.stringContaining('also without a filter') })
    const { catalogue } = patient
    expect(await codes(patient, { catalogue })).toContain('table-not-published')
    expect(await codes(patient, { canary: patient.canary })).toContain('table-not-published')
  })

  test('a filter that the server refuses is told apart from a table that it refuses', async () => {
    const patient = await openPatient(stage, { filter: 'nope=eq.7' })
    await soon(() => patient.realtime.state.current.muted).toEqual(['tasks'])
    const { canary, catalogue } = patient
    expect(await codes(patient)).toContain('filter-invalid')
    expect(await codes(patient, { canary })).toContain('filter-invalid')
    expect(await codes(patient, { catalogue })).toContain('filter-invalid')
  })

  test('a filter outside the replica identity is named, and the SQL mends it', async () => {
    const patient = await openPatient(stage, { sql: 'alter table tasks replica identity default' })
    await patient.live()
    const { canary, catalogue } = patient
    expect(await codes(patient, { canary })).toEqual(['filter-outside-replica-identity'])
    const [found] = await patient.find({ catalogue })
    expect(found?.code).toBe('filter-outside-replica-identity')
    await stage.backend.sql(found?.sql ?? '')
    expect(await codes(patient, { canary, catalogue })).toEqual([])
  })

  test('row-level security that hides the row is named, from the row and from the policies', async () => {
    const patient = await openPatient(stage, {
      sql: 'drop policy own on tasks; create policy write on tasks for insert to authenticated with check (true)',
    })
    await patient.live()
    const { canary, catalogue } = patient
    expect(await codes(patient, { canary })).toEqual(['row-hidden'])
    expect(await codes(patient, { catalogue })).toEqual(['row-hidden'])
  })

  test('a policy that only a request can pass hides the row from Realtime, though REST gives it', async () => {
    const patient = await openPatient(stage, {
      sql: `alter policy own on tasks using (nullif(current_setting('request.headers', true), '') is not null) with check (true)`,
    })
    await patient.live()
    const [found, ...more] = await patient.find({ canary: patient.canary })
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'row-hidden' })
    expect(found?.title).toContain('though REST gives it')
  })

  test('a publication that leaves out inserts is named', async () => {
    const sql = `alter publication supabase_realtime set (publish = 'update, delete')`
    const patient = await openPatient(stage, { sql })
    await patient.live()
    const { canary, catalogue } = patient
    const { remove: _, ...written } = canary
    expect(await codes(patient, { canary: written })).toEqual(['change-not-delivered'])
    expect(await codes(patient, { catalogue })).toEqual(['operation-not-published'])
  })

  test('a row that the filter does not let through is named', async () => {
    const patient = await openPatient(stage, { filter: 'project=eq.8' })
    await patient.live()
    expect(await codes(patient, { canary: patient.canary })).toEqual(['filter-misses-row'])
  })
})

describe('what keeps it from being live', () => {
  test('realtime that is switched off is named', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    patient.realtime.setEnabled(false)
    expect(await codes(patient)).toEqual(['realtime-disabled'])
  })

  test.each([
    ['realtime-disabled', 'RealtimeDisabledForTenant: Realtime disabled'],
    ['not-live', 'Unauthorized: You do not have permissions to read from this Channel topic'],
    ['not-live', 'ClientJoinRateLimitReached: Too many joins per second'],
  ])('%s is what a join refused with %s is', async (code, reason) => {
    stage.backend.faults.add({ type: 'join-refuse', reason })
    const patient = await openPatient(stage)
    await soon(() => patient.realtime.state.current.cause?.message).toContain(reason)
    const [found, ...more] = await patient.find()
    expect([found?.code, more]).toEqual([code, []])
    expect(found?.evidence).toContain(reason)
  })

  test('without a socket it is not live, and the evidence has no key of the address in it', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    stage.backend.faults.set({ realtime: 'off' })
    await soon(() => patient.realtime.state.current.cause?.code).toBe('socket-closed')
    const [found, ...more] = await patient.find()
    expect([found?.code, more]).toEqual(['not-live', []])
    expect(JSON.stringify(found)).not.toMatch(/eyJ|apikey/)
  })
})

describe('what stands beside it', () => {
  test('a second subscription to the events of auth is named, and forgotten when it ends', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    countAuthListeners(patient.client)
    const { data } = patient.client.auth.onAuthStateChange(() => undefined)
    expect(await codes(patient)).toEqual(['second-auth-subscription'])
    data.subscription.unsubscribe()
    expect(await codes(patient)).toEqual([])

    const sessions = supabaseSessions(patient.client)
    const another = createAuthStateManager({ sessions, clock: systemClock })
    expect(await codes(patient)).toEqual(['second-auth-subscription'])
    another.stop()
    expect(await codes(patient)).toEqual([])
  })

  test('two realtimes on one client and one cache are named', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    const another = patient.startAnother()
    const told = async () =>
      (await patient.find()).flatMap(({ code, title }) => (code === 'two-channels' ? [title] : []))
    await soon(told).toEqual([
      'Two sources listen to list:mine on one client.',
      '2 realtimes keep one query cache fresh, so everything is fetched as often.',
    ])
    another.realtime.stop()
    await soon(() => codes(patient)).toEqual([])
  })

  test('a client without the options of everfreshOptions is named', async () => {
    const patient = await openPatient(stage, { helped: false })
    await patient.live()
    expect(await codes(patient)).toEqual(['client-without-helper'])
  })

  test('a worker that keeps answers of REST is named by its script and the address, without its query', async () => {
    const patient = await openPatient(stage)
    await patient.live()
    const kept: string[] = []
    const serviceWorker = {
      controller: () => 'https://app.example/worker.js?v=1',
      kept: async () => kept,
    }
    expect(await codes(patient, { serviceWorker })).toEqual([])
    kept.push('https://app.example/app.js', `${stage.backend.url}/rest/v1/tasks?owner=eq.somebody`)
    const [found] = await patient.find({ serviceWorker })
    expect(found?.code).toBe('service-worker-answers')
    expect(found?.evidence).toContain(
      '/rest/v1/tasks; the worker is https://app.example/worker.js.',
    )
  })
})

test('what cannot be checked is a finding of its own, and the other checks go on', async () => {
  const patient = await openPatient(stage, { helped: false })
  await patient.live()
  const found = await patient.find({
    catalogue: () => Promise.reject(new Error('connection refused')),
    isReadReplica: () => new Promise(() => undefined),
    limitMs: 500,
  })
  expect(found.map(({ code, evidence }) => [code, evidence])).toEqual([
    ['client-without-helper', expect.any(String)],
    ['check-failed', 'Error: connection refused'],
    ['check-failed', 'It took longer than 500 ms.'],
  ])
})
