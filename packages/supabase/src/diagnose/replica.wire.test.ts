import { catalogueSql, readCatalogue } from '@everfresh/core/diagnose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startReplicated, type Replicated } from '../../../local/test/read-replica.ts'
import { openPatient, type Patient } from '../../test/patient.ts'
import { openStage, soon, type OpenStage } from '../../test/stage.ts'

const isReplica = `create function is_replica() returns boolean stable language sql as 'select pg_is_in_recovery()'`

let replicated: Replicated
let stage: OpenStage
let patient: Patient
/** What was read from the standby. */
const reads: string[] = []

beforeAll(async () => {
  replicated = await startReplicated()
  const { backend, replica } = replicated
  stage = await openStage(backend)
  patient = await openPatient(stage, {
    sql: isReplica,
    connection: {
      // As the load balancer has it that hosted Supabase puts before a project and its replicas.
      reach: (address, how) => {
        if (how !== 'read' || !address.includes('/rest/v1/')) return address
        reads.push(address)
        return address.replace(backend.url, replica.url)
      },
    },
  })
})
afterAll(async () => {
  await stage.close()
  await replicated.stop()
})

const ask = async (sql: string): Promise<string | null | undefined> => {
  const { rows } = await replicated.replica.sql(sql)
  return Object.values(rows[0] ?? {})[0]
}
/** Has the standby keep what comes from the primary to itself, as one does that is busy. */
const fallBehind = async (): Promise<void> => {
  await ask('select pg_wal_replay_pause()')
  await soon(() => ask('select pg_get_wal_replay_pause_state()')).toBe('paused')
}
const catchUp = () => ask('select pg_wal_replay_resume()')

beforeEach(async () => {
  await catchUp()
  await soon(() => ask(`select to_regprocedure('is_replica()')`)).toBe('is_replica()')
  await patient.atRest()
})

test('a replica that is behind answers the refetch with old rows; a canary names it', async () => {
  await fallBehind()
  const before = patient.fetchesOf(['tasks', '7'])
  await patient.canary.write()
  await soon(() => patient.fetchesOf(['tasks', '7'])).toBe(before + 1)
  await patient.atRest()
  expect(patient.queryClient.getQueryData(['tasks', '7'])).toBe(0)
  const { rows } = await stage.backend.sql('select count(*) from tasks')
  expect(rows).toEqual([{ count: '1' }])

  const [found, ...more] = await patient.find({ canary: patient.canary })
  expect([found?.code, found?.severity, more]).toEqual(['rest-on-replica', 'error', []])
  expect(found?.evidence).toContain('was pushed to this user, and REST did not give it within 1 s')
  expect(found?.next).toContain('that of the primary')
})

test('one that is behind for a moment is named too', async () => {
  await fallBehind()
  const canary = { ...patient.canary, patienceMs: 30_000 }
  const finding = patient.find({ canary, limitMs: 60_000 })
  const looks = () => reads.filter(address => address.includes('id=eq.')).length
  const before = looks()
  // Asked again, it was not there at first.
  await soon(looks).toBeGreaterThan(before + 1)
  await catchUp()
  const [found, ...more] = await finding
  expect([found?.code, found?.severity, more]).toEqual(['rest-on-replica', 'warning', []])
  expect(found?.evidence).toContain('was not in the first answer, and in a later one')
})

test('the database behind REST says it of itself, by a function and by its catalogue', async () => {
  const isReadReplica = async (): Promise<boolean> => {
    const { data } = await patient.client.rpc('is_replica', {}, { get: true }).throwOnError()
    return data === true
  }
  const byFunction = await patient.find({ isReadReplica })
  expect(byFunction.map(({ code, evidence }) => [code, evidence])).toEqual([
    ['rest-on-replica', 'isReadReplica() says so.'],
  ])
  const catalogue = async () => readCatalogue(JSON.parse((await ask(catalogueSql)) ?? ''))
  const byCatalogue = await patient.find({ catalogue })
  expect(byCatalogue.map(({ code, evidence }) => [code, evidence])).toEqual([
    ['rest-on-replica', 'pg_is_in_recovery() is true.'],
  ])
})

test('a client that goes by the load balancer is known by its address', async () => {
  const url = 'https://abcdefghijklmnopqrst-all.supabase.co'
  const { backend, replica } = replicated
  const balanced = await openPatient(stage, {
    connection: {
      url,
      reach: (address, how) =>
        address.replace(/^(http|ws)s?:\/\/[^/]+/, (_, scheme) => {
          const { host } = new URL(
            how === 'read' && address.includes('/rest/') ? replica.url : backend.url,
          )
          return `${scheme}://${host}`
        }),
    },
  })
  await balanced.atRest()
  const [found, ...more] = await balanced.find()
  expect([found?.code, found?.severity, more]).toEqual(['rest-on-replica', 'warning', []])
  expect(found?.evidence).toContain('abcdefghijklmnopqrst-all.supabase.co, a replica or the load')
})

test('a standby that refuses to listen for changes keeps no connection of those that tried', async () => {
  await patient.client.from('tasks').select('id').throwOnError()
  const connections = `select count(*) from pg_stat_activity where query ilike 'listen%'`
  await soon(() => ask(connections)).toBe('0')
  expect(replicated.replica.warnings.join()).toContain('cannot execute LISTEN during recovery')
})
