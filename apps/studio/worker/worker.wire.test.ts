import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeShot, need, submit, type Person, type Stage } from '../supabase/tests/stage.ts'
import { openDoor } from './testing/door.ts'
import { spawnWorker } from './testing/spawn-worker.ts'
import { openWorkshop, type Workshop } from './testing/workshop.ts'

let workshop: Workshop
let stage: Stage
let ann: Person

beforeAll(async () => {
  workshop = await openWorkshop()
  stage = workshop.stage
})
afterAll(() => workshop.stop())
beforeEach(async () => {
  ann = await stage.person()
})
afterEach(() => workshop.clear())

const start: Workshop['start'] = (args, url) => workshop.start(args, url)
const row = async (id: string) => need(await ann.client.from('tasks').select().eq('id', id)).at(0)
const generations = async () => need(await ann.client.from('generations').select())

describe('the worker process', () => {
  it('makes of a prompt a picture that anyone can fetch', async () => {
    const worker = start()
    await worker.ready
    const { id } = await submit(ann, { prompt: 'a lake at dawn', seed: 7 })
    expect(await worker.said('done')).toMatch(/^done \w{8} "a lake at dawn" in \d+ ms$/)

    expect(await row(id)).toMatchObject({
      status: 'Complete',
      attempts: 1,
      generation_created: true,
    })
    const [generation] = await generations()
    expect(generation).toMatchObject({
      tasks: [id],
      params: { prompt: 'a lake at dawn', seed: 7, width: 1024, height: 768 },
      location: (await row(id))?.output_location,
    })
    for (const [address, width] of [
      [generation?.location, 1024],
      [generation?.thumbnail_url, 480],
    ] as const) {
      const response = await fetch(address ?? '')
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
      expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({
        format: 'webp',
        width,
      })
    }
  })

  it('shares a batch with a second worker without making anything twice', async () => {
    const pair = [start(), start()]
    await Promise.all(pair.map(worker => worker.ready))
    const batch = Array.from({ length: 6 }, (_, index) => ({
      project_id: ann.projectId,
      params: { prompt: 'dunes', seed: index, index },
    }))
    need(await ann.client.from('tasks').insert(batch).select())
    const done = () => pair.flatMap(({ lines }) => lines.filter(line => line.startsWith('done')))
    await expect.poll(() => done().length, { timeout: 30_000 }).toBe(6)
    expect(new Set((await generations()).map(({ tasks }) => JSON.stringify(tasks))).size).toBe(6)
    expect(done().length).toBe(6)
  })

  it('commits task, picture and link one after the other when asked to', async () => {
    const shot = await makeShot(ann)
    const worker = start(['--pace', '0', '--completion', 'steps'])
    await worker.ready
    await submit(ann, { shot_id: shot.id })
    await worker.said('done')
    const { rows } = await stage.backend.sql(
      // now() is the moment at which a transaction began.
      `select count(distinct written_at)::text as commits from (
        select generation_processed_at as written_at from public.tasks where project_id = $1
        union all select created_at from public.generations where project_id = $1
        union all select created_at from public.shot_generations where project_id = $1
      ) as written`,
      [ann.projectId],
    )
    expect(rows).toEqual([{ commits: '3' }])
    const links = need(await ann.client.from('shot_generations').select('shot_id, position'))
    expect(links).toEqual([{ shot_id: shot.id, position: 1 }])
  })

  it('comes to the same end when the three commits come in any order', async () => {
    const shot = await makeShot(ann)
    const args = ['--pace', '0', '--completion', 'shuffled', '--concurrency', '5']
    const worker = start(args)
    await worker.ready
    const batch = Array.from({ length: 5 }, (_, index) => ({
      project_id: ann.projectId,
      params: { prompt: 'dunes', index, shot_id: shot.id },
    }))
    need(await ann.client.from('tasks').insert(batch).select())
    const done = () => worker.lines.filter(line => line.startsWith('done')).length
    await expect.poll(done, { timeout: 60_000 }).toBe(5)
    expect((await generations()).length).toBe(5)
    const links = ann.client.from('shot_generations').select('position').order('position')
    expect(need(await links).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
    const tasks = need(await ann.client.from('tasks').select('status, generation_created'))
    expect(tasks).toEqual(Array(5).fill({ status: 'Complete', generation_created: true }))
  })

  it('fails what it is told to fail, and says why', async () => {
    const worker = start(['--pace', '0', '--failure-rate', '1'])
    await worker.ready
    const { id } = await submit(ann)
    await worker.said('failed')
    await expect.poll(async () => (await row(id))?.status).toBe('Failed')
    expect((await row(id))?.error_message).toMatch(/^Failed on purpose/)
  })

  it('leaves its task to another when it is killed', async () => {
    const args = ['--pace', '60000', '--orphan-after', '4']
    const first = start(args)
    await first.ready
    const { id } = await submit(ann)
    await first.said('started')
    first.process.kill('SIGKILL')
    await first.ended
    expect(await row(id)).toMatchObject({ status: 'In Progress' })
    const second = start(['--pace', '0', '--orphan-after', '4'])
    await second.said('queued again')
    await second.said('done')
    expect(await row(id)).toMatchObject({ status: 'Complete', attempts: 2 })
    expect(await generations()).toHaveLength(1)
  })

  it('drops the picture of a task that was cancelled while it was drawn', async () => {
    const worker = start(['--pace', '2000'])
    await worker.ready
    const { id } = await submit(ann)
    await worker.said('started')
    need(await ann.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id).select())
    await worker.said('dropped')
    expect([(await row(id))?.status, await generations()]).toEqual(['Cancelled', []])
    const { data } = await stage.service.storage.from('pictures').list(ann.projectId)
    expect(data).toEqual([])
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'puts its task back on %s and ends well',
    async signal => {
      const worker = start(['--pace', '60000'])
      await worker.ready
      const { id } = await submit(ann)
      await worker.said('started')
      expect(await row(id)).toMatchObject({ status: 'In Progress' })
      worker.process.kill(signal)
      expect(await worker.ended).toBe(0)
      expect(await row(id)).toMatchObject({ status: 'Queued', worker_id: null, attempts: 0 })
    },
  )

  it('ends by itself, its task put back, when its parent is gone', async () => {
    const worker = start(['--pace', '60000'])
    await worker.ready
    const { id } = await submit(ann)
    await worker.said('started')
    worker.process.disconnect()
    expect(await worker.ended).toBe(0)
    expect(await row(id)).toMatchObject({ status: 'Queued' })
  })

  it('waits out a backend that goes away, says so once, and goes on', async () => {
    const door = await openDoor(stage.backend.url)
    const worker = start(['--pace', '0'], door.url)
    await worker.ready
    await door.shut()
    const { id } = await submit(ann)
    await worker.said('The backend does not answer')
    await door.open()
    await worker.said('The backend answers again.')
    await worker.said('done')
    expect(await row(id)).toMatchObject({ status: 'Complete' })
    expect(worker.lines.filter(line => line.includes('does not answer'))).toHaveLength(1)
    await door.shut()
  })

  it('finds tasks without realtime', async () => {
    stage.backend.faults.set({ realtime: 'off' })
    const worker = start()
    await worker.ready
    await submit(ann)
    await worker.said('done')
    stage.backend.faults.reset()
  })

  it('says in one sentence that a key is wrong, and does not show it', async () => {
    const worker = spawnWorker({ url: stage.backend.url, serviceKey: 'eyJ.wrong.key' })
    await worker.said('The worker cannot start: ')
    await expect(worker.ready).rejects.toThrow(/Check SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY/)
    expect(await worker.ended).toBe(1)
    expect(worker.lines.join()).not.toContain('eyJ.wrong.key')
  })
})
