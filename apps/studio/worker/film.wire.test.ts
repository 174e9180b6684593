import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tables } from '../src/integrations/supabase/types.ts'
import { makeShot, need, submit, type Person, type Stage } from '../supabase/tests/stage.ts'
import { openWorkshop, type Workshop } from './testing/workshop.ts'

let workshop: Workshop
let stage: Stage
let ann: Person
let shot: Tables<'shots'>

beforeAll(async () => {
  workshop = await openWorkshop()
  stage = workshop.stage
})
afterAll(() => workshop.stop())
beforeEach(async () => {
  ann = await stage.person()
  shot = await makeShot(ann)
})
afterEach(() => workshop.clear())

/** Pictures that are in the store, as an upload puts them there. */
async function uploadPictures(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const id = crypto.randomUUID()
    const background = ['#b03030', '#30b030', '#3030b0'][index % 3] ?? ''
    const file = await sharp({ create: { width: 80, height: 60, channels: 3, background } })
      .png()
      .toBuffer()
    const store = ann.client.storage.from('pictures')
    const path = `${ann.projectId}/uploads/${id}.png`
    const { error } = await store.upload(path, file, { contentType: 'image/png' })
    expect(error).toBe(null)
    const location = store.getPublicUrl(path).data.publicUrl
    const picture = { id, project_id: ann.projectId, type: 'image/png', location }
    need(await ann.client.from('generations').insert(picture).select().single())
    ids.push(id)
  }
  return ids
}

async function order(generation_ids: string[]): Promise<string> {
  const params = { prompt: 'our film', shot_id: shot.id, generation_ids }
  const film = { project_id: ann.projectId, task_type: 'travel_orchestrator', params }
  const [task] = need(await ann.client.from('tasks').insert(film).select('id'))
  return task?.id ?? ''
}

const family = async () => {
  const tasks = ann.client.from('tasks').select('task_type, status, error_message, output_location')
  return need(await tasks.order('created_at').order('task_type').order('params->index'))
}
const statuses = async () => (await family()).map(({ task_type, status }) => [task_type, status])
const status = async (id: string) =>
  need(await ann.client.from('tasks').select().eq('id', id)).at(0)?.status
const videos = async () =>
  need(await ann.client.from('generations').select().like('type', '%video%'))

describe('a film', () => {
  it.each(['transaction', 'steps', 'shuffled'])(
    'of three pictures is made of parts by two workers, and recorded in the style "%s"',
    async completion => {
      const pictures = await uploadPictures(3)
      const pair = [1, 2].map(() => workshop.start(['--pace', '0', '--completion', completion]))
      await Promise.all(pair.map(({ ready }) => ready))
      const id = await order(pictures)
      await expect.poll(() => status(id)).toBe('Complete')
      expect(await statuses()).toEqual([
        ['travel_orchestrator', 'Complete'],
        ['travel_segment', 'Complete'],
        ['travel_segment', 'Complete'],
        ['travel_segment', 'Complete'],
        ['travel_stitch', 'Complete'],
      ])
      await expect.poll(async () => (await videos()).length).toBe(1)
      const [film] = await videos()
      expect(film).toMatchObject({
        type: 'video',
        tasks: [id, expect.any(String)],
        params: { prompt: 'our film', tool_type: 'travel-between-images', pictures: 3 },
        location: need(await ann.client.from('tasks').select().eq('id', id))[0]?.output_location,
      })
      const links = async () =>
        need(await ann.client.from('shot_generations').select('generation_id, position'))
      await expect.poll(links).toEqual([{ generation_id: film?.id, position: null }])
      const [file, thumbnail] = await Promise.all(
        [film?.location, film?.thumbnail_url].map(async address =>
          Buffer.from(await (await fetch(address ?? '')).arrayBuffer()),
        ),
      )
      expect(await sharp(file, { animated: true }).metadata()).toMatchObject({
        format: 'webp',
        pages: 60,
      })
      expect((await sharp(thumbnail).metadata()).pages ?? 1).toBe(1)
    },
  )

  it('is made of the pictures that are left when one was deleted meanwhile', async () => {
    const [first = '', second = ''] = await uploadPictures(2)
    const id = await order([first, crypto.randomUUID(), second])
    need(await ann.client.from('generations').delete().eq('id', second).select())
    workshop.start()
    await expect.poll(() => status(id)).toBe('Complete')
    expect((await statuses()).map(([type]) => type)).toEqual([
      'travel_orchestrator',
      'travel_segment',
      'travel_stitch',
    ])
  })

  it.each([
    ['no picture', 0, 'There is no picture to make this film of.'],
    ['25 pictures', 25, 'A film can have 24 pictures, and this one has 25.'],
  ])('of %s fails, and says why', async (_, count, reason) => {
    const pictures = Array.from({ length: count }, (_, index) => ({
      project_id: ann.projectId,
      location: `https://example.test/${index}`,
    }))
    const made = need(await ann.client.from('generations').insert(pictures).select('id'))
    const id = await order(made.map(picture => picture.id))
    workshop.start()
    await expect.poll(() => status(id)).toBe('Failed')
    expect(await family()).toMatchObject([{ error_message: reason }])
  })

  it('fails as a whole with its first part that does, here one kept outside of the store', async () => {
    const [good = ''] = await uploadPictures(1)
    const elsewhere = { project_id: ann.projectId, location: stage.backend.url }
    const [bad] = need(await ann.client.from('generations').insert(elsewhere).select('id'))
    const id = await order([good, bad?.id ?? ''])
    workshop.start()
    await expect.poll(() => status(id)).toBe('Failed')
    const tasks = await family()
    expect(tasks.map(task => task.status)).toEqual(Array(4).fill('Failed'))
    expect(new Set(tasks.map(task => task.error_message))).toEqual(
      new Set(['A picture of this film is not in the store. Take it out of the shot.']),
    )
    expect(await videos()).toEqual([])
  })

  it('ends with all its parts when it is cancelled, also with those under way', async () => {
    const pictures = await uploadPictures(3)
    const worker = workshop.start(['--pace', '60000', '--concurrency', '4'])
    const planner = workshop.start()
    await Promise.all([worker.ready, planner.ready])
    planner.process.kill('SIGSTOP')
    const id = await order(pictures)
    await worker.said('started')
    planner.process.kill('SIGCONT')
    // The one that rests has the film; as soon as it lets go, the parts are there for the other.
    worker.process.kill('SIGTERM')
    await worker.ended
    await planner.said('started')
    const cancel = ann.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id)
    const { error } = await cancel
    if (error !== null) expect(error.message).toMatch(/already Complete/)
    const end = error === null ? 'Cancelled' : 'Complete'
    await expect.poll(async () => new Set((await statuses()).map(([, is]) => is))).toContain(end)
    expect(await status(id)).toBe(end)
  })
})

describe('the parts of a film', () => {
  it('cannot be slipped in by a person', async () => {
    for (const row of [
      { task_type: 'travel_stitch', params: { prompt: 'x' } },
      { params: { prompt: 'x', orchestrator_task_id_ref: crypto.randomUUID() } },
    ]) {
      const { error } = await ann.client.from('tasks').insert({ project_id: ann.projectId, ...row })
      expect(error?.code).toBe('42501')
    }
  })

  it('do not count as tasks that a person has open', async () => {
    const pictures = await uploadPictures(2)
    const batch = Array.from({ length: 199 }, () => ({
      project_id: ann.projectId,
      params: { prompt: 'many' },
    }))
    const id = await order(pictures)
    need(await ann.client.from('tasks').insert(batch).select('id'))
    need(await stage.service.rpc('claim_next_task', { p_worker_id: 'w' }))
    const planned = await stage.service.rpc('plan_film', { p_task_id: id, p_worker_id: 'w' })
    expect(need(planned)).toHaveLength(3)
    expect((await submitted()).error?.message).toMatch(/this would make 201/)
    function submitted() {
      return ann.client
        .from('tasks')
        .insert({ project_id: ann.projectId, params: { prompt: 'one more' } })
    }
  })
})

describe('cancelling a film', () => {
  const claim = async () =>
    need(await stage.service.rpc('claim_next_task', { p_worker_id: 'w' })).at(0)
  const complete = (id: string) =>
    stage.service.rpc('complete_task', {
      p_task_id: id,
      p_location: `https://example.test/${id}`,
      p_thumbnail_url: 'https://example.test/thumb',
      p_generation_params: {},
    })
  const cancel = (id: string) =>
    ann.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id).select('status')
  /** A film that lacks its stitch only, which is under way. */
  async function almostMade() {
    const id = await order(await uploadPictures(2))
    await claim()
    const plan = { p_task_id: id, p_worker_id: 'w' }
    need(await stage.service.rpc('plan_film', plan))
    // Asked again, since an answer may be lost, it makes no second set of parts.
    expect(need(await stage.service.rpc('plan_film', plan))).toHaveLength(3)
    const segments = [await claim(), await claim()]
    expect(await claim()).toBe(undefined)
    for (const segment of segments) need(await complete(segment?.id ?? ''))
    return { id, stitch: (await claim())?.id ?? '' }
  }

  it('before its last part is made leaves no film', async () => {
    const { id, stitch } = await almostMade()
    expect(need(await cancel(id))).toEqual([{ status: 'Cancelled' }])
    expect(need(await complete(stitch))).toEqual([])
    expect([await status(id), await status(stitch)]).toEqual(['Cancelled', 'Cancelled'])
    expect(await videos()).toEqual([])
  })

  it('after that comes too late', async () => {
    const { id, stitch } = await almostMade()
    need(await complete(stitch))
    expect((await cancel(id)).error?.message).toMatch(/already Complete/)
    expect([await status(id), (await videos()).length]).toEqual(['Complete', 1])
  })

  it('at the same moment ends one way or the other, for all of it', async () => {
    const ends = []
    for (let round = 0; round < 4; round++) {
      const { id, stitch } = await almostMade()
      const both = round % 2 === 0 ? [cancel(id), complete(stitch)] : [complete(stitch), cancel(id)]
      const answers = await Promise.all(both)
      for (const { error } of answers) expect(error?.message ?? 'already').toMatch(/already/)
      ends.push([await status(id), await status(stitch)])
    }
    for (const [film, part] of ends) expect(film).toBe(part)
    const made = ends.filter(([film]) => film === 'Complete').length
    expect((await videos()).length).toBe(made)
  })

  it('ends it when only a part of it is cancelled', async () => {
    const { id, stitch } = await almostMade()
    need(await cancel(stitch))
    expect(await status(id)).toBe('Cancelled')
  })

  it('is not possible for anyone else', async () => {
    const { id } = await almostMade()
    const ben = await stage.person()
    await submit(ben)
    need(await ben.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id).select())
    expect(await status(id)).toBe('In Progress')
  })
})
