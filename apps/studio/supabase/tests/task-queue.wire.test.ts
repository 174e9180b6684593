import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeShot, need, openStage, submit, type Person, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())
afterEach(() => stage.backend.sql('delete from public.projects'))

const claim = async (worker = 'w1') =>
  need(await stage.service.rpc('claim_next_task', { p_worker_id: worker }))[0]
const resetOrphans = async (silence = '0 seconds') =>
  need(await stage.service.rpc('reset_orphans', { p_silence: silence }))
const complete = (taskId: string) =>
  stage.service.rpc('complete_task', {
    p_task_id: taskId,
    p_location: 'https://example.test/full.webp',
    p_thumbnail_url: 'https://example.test/thumb.webp',
    p_generation_params: { prompt: 'a quiet lake', seed: 1, width: 1024, height: 768 },
  })
const statusOf = async (id: string) => {
  const task = await stage.service.from('tasks').select('status').eq('id', id).single()
  return need(task).status
}

describe('submitting', () => {
  it('takes a prompt and queues it', async () => {
    ann = await stage.person()
    expect(await submit(ann)).toMatchObject({ status: 'Queued', attempts: 0, task_type: 'image' })
  })

  it.each([
    ['no prompt', {}],
    ['an empty prompt', { prompt: ' \n ' }],
    ['a prompt of 2,001 characters', { prompt: 'x'.repeat(2001) }],
    ['a prompt that is no text', { prompt: 7 }],
    ['a prompt of 10,000 characters', { prompt: 'x'.repeat(10_000) }],
  ])('refuses %s', async (_, params) => {
    ann = await stage.person()
    const { error } = await ann.client.from('tasks').insert({ project_id: ann.projectId, params })
    expect(error?.message).toContain('tasks_prompt_length')
  })

  it('takes a prompt of 2,000 characters that JSON has to escape', async () => {
    ann = await stage.person()
    expect(await submit(ann, { prompt: '"\\'.repeat(1000) })).toMatchObject({ status: 'Queued' })
  })

  it('keeps the 201st open task out, and the whole batch it came with', async () => {
    ann = await stage.person()
    const batch = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        project_id: ann.projectId,
        params: { prompt: 'many', index },
      }))
    expect((await ann.client.from('tasks').insert(batch(200))).error).toBe(null)
    const { error } = await ann.client.from('tasks').insert(batch(2))
    expect(error?.message).toBe('A project can have 200 open tasks at a time; this would make 202.')
    const { count } = await ann.client.from('tasks').select('*', { count: 'exact', head: true })
    expect(count).toBe(200)
  })

  it('makes one task of a batch that is sent again after its answer was lost', async () => {
    ann = await stage.person()
    const task = { id: crypto.randomUUID(), project_id: ann.projectId, params: { prompt: 'once' } }
    const send = () =>
      ann.client.from('tasks').upsert([task], { onConflict: 'id', ignoreDuplicates: true })
    expect([(await send()).error, (await send()).error]).toEqual([null, null])
    expect(need(await ann.client.from('tasks').select('id'))).toEqual([{ id: task.id }])
  })
})

describe('cancelling', () => {
  it('works from Queued and from In Progress', async () => {
    ann = await stage.person()
    await submit(ann)
    await submit(ann)
    await claim()
    const cancel = ann.client
      .from('tasks')
      .update({ status: 'Cancelled' })
      .eq('project_id', ann.projectId)
    expect(need(await cancel.select('status'))).toEqual([
      { status: 'Cancelled' },
      { status: 'Cancelled' },
    ])
  })

  it('comes too late for a task that is Complete, and says so', async () => {
    ann = await stage.person()
    const { id } = await submit(ann)
    await claim()
    await complete(id)
    const { error } = await ann.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id)
    expect(error?.message).toBe('This task is already Complete, so it cannot be cancelled.')
    expect(await statusOf(id)).toBe('Complete')
  })

  it('is the only change a person can make', async () => {
    ann = await stage.person()
    const { id } = await submit(ann)
    const { error } = await ann.client.from('tasks').update({ status: 'Complete' }).eq('id', id)
    expect(error?.message).toBe('A task can only be cancelled, not set to Complete.')
  })
})

describe('claiming', () => {
  it('never gives one task to two workers', async () => {
    ann = await stage.person()
    for (let index = 0; index < 12; index++) await submit(ann, { index })
    const claimed = await Promise.all(Array.from({ length: 16 }, (_, i) => claim(`w${i}`)))
    const ids = claimed.flatMap(task => (task === undefined ? [] : [task.id]))
    expect([ids.length, new Set(ids).size]).toEqual([12, 12])
  })

  it('takes the oldest first, and a batch in its own order', async () => {
    ann = await stage.person()
    const batch = [2, 0, 1].map(index => ({
      project_id: ann.projectId,
      params: { prompt: 'x', index },
    }))
    await ann.client.from('tasks').insert(batch)
    const order = [await claim(), await claim(), await claim()].map(task => task?.params)
    expect(order).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }])
  })

  it('waits for the task that another depends on', async () => {
    ann = await stage.person()
    const first = await submit(ann)
    const second = {
      project_id: ann.projectId,
      params: { prompt: 'after' },
      dependant_on: first.id,
    }
    await ann.client.from('tasks').insert(second)
    expect([(await claim())?.id, await claim()]).toEqual([first.id, undefined])
    await complete(first.id)
    expect((await claim())?.params).toMatchObject({ prompt: 'after' })
  })
})

describe('the orphans of a dead worker', () => {
  it('go back to Queued, and to the next who asks, three times at most; then they fail', async () => {
    ann = await stage.person()
    const { id } = await submit(ann)
    for (const [worker, attempts] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const) {
      expect(await claim(worker)).toMatchObject({ id, attempts, worker_id: worker })
      expect(await resetOrphans('1 minute')).toEqual([])
      expect(await resetOrphans()).toMatchObject([
        attempts < 3 ? { id, status: 'Queued', worker_id: null } : { id, status: 'Failed' },
      ])
    }
    expect(await claim('d')).toBe(undefined)
    const [task] = need(await ann.client.from('tasks').select('error_message').eq('id', id))
    expect(task?.error_message).toBe('The worker stopped three times while on this.')
  })

  it('are told to the project’s channel, once however many workers look', async () => {
    ann = await stage.person()
    await submit(ann)
    await claim('a')
    const found = await Promise.all([resetOrphans(), resetOrphans(), resetOrphans()])
    expect(found.flat()).toHaveLength(1)
    const { rows } = await stage.backend.sql(
      "select payload ->> 'status' as status from realtime.messages where topic = $1",
      [`task-updates:${ann.projectId}`],
    )
    expect(rows).toEqual([{ status: 'Queued' }])
  })
})

describe('completing', () => {
  it('makes task, picture, link and broadcast at one moment', async () => {
    ann = await stage.person()
    const shot = await makeShot(ann)
    const { id } = await submit(ann, { shot_id: shot.id })
    await claim()
    need(await complete(id))
    const [generation] = need(await ann.client.from('generations').select('id'))
    const { rows } = await stage.backend.sql(
      // now() is the moment at which a transaction began.
      `select count(distinct written_at)::text as moments, count(*)::text as rows from (
        select generation_processed_at at time zone 'utc' as written_at from public.tasks
          where status = 'Complete' and generation_created
        union all select created_at at time zone 'utc' from public.generations where id = $1
        union all select created_at at time zone 'utc' from public.shot_generations
          where shot_id = $2 and position = 1
        union all select inserted_at from realtime.messages
          where topic = $3 and event = 'task-update' and private
      ) as written`,
      [generation?.id, shot.id, `task-updates:${ann.projectId}`],
    )
    expect(rows).toEqual([{ moments: '1', rows: '4' }])
  })

  it('tells the private channel ids and status, nothing more', async () => {
    ann = await stage.person()
    const { id } = await submit(ann, { shot_id: 'no such shot' })
    await claim()
    await complete(id)
    const { rows } = await stage.backend.sql(
      "select (payload - 'id')::text as payload from realtime.messages where topic = $1",
      [`task-updates:${ann.projectId}`],
    )
    expect(rows.map(({ payload }) => JSON.parse(payload ?? ''))).toEqual([
      { task_id: id, project_id: ann.projectId, shot_id: 'no such shot', status: 'Complete' },
    ])
  })

  it('twice gives one picture', async () => {
    ann = await stage.person()
    const { id } = await submit(ann)
    await claim()
    const answers = await Promise.all([complete(id), complete(id), complete(id)])
    expect(answers.map(({ data }) => data?.map(task => task.status))).toEqual(
      Array(3).fill(['Complete']),
    )
    expect(need(await ann.client.from('generations').select('tasks'))).toEqual([{ tasks: [id] }])
  })

  it('changes nothing for a task that was cancelled', async () => {
    ann = await stage.person()
    const { id } = await submit(ann)
    await claim()
    await ann.client.from('tasks').update({ status: 'Cancelled' }).eq('id', id)
    expect(need(await complete(id))).toEqual([])
    expect([await statusOf(id), need(await ann.client.from('generations').select())]).toEqual([
      'Cancelled',
      [],
    ])
  })

  it.each([
    ['at its end by default', {}, [1, 2]],
    ['where the task says', { position: 5 }, [1, 5]],
    ['unpositioned when the task says null', { position: null }, [1, null]],
  ])('puts the picture into the shot %s', async (_, wish, positions) => {
    ann = await stage.person()
    const shot = await makeShot(ann)
    for (const params of [{ shot_id: shot.id }, { shot_id: shot.id, ...wish }]) {
      const { id } = await submit(ann, params)
      await claim()
      need(await complete(id))
    }
    const links = ann.client.from('shot_generations').select('position').order('created_at')
    expect(need(await links).map(({ position }) => position)).toEqual(positions)
  })

  it('keeps the picture when the shot is gone or belongs to someone else', async () => {
    const ben = await stage.person()
    const theirs = await makeShot(ben)
    ann = await stage.person()
    for (const shot_id of [theirs.id, crypto.randomUUID(), 'nonsense']) {
      const { id } = await submit(ann, { shot_id })
      await claim()
      expect(need(await complete(id))).toHaveLength(1)
    }
    expect(need(await stage.service.from('shot_generations').select())).toEqual([])
  })
})

describe('failing', () => {
  it('keeps the reason, and never fails what is Complete', async () => {
    ann = await stage.person()
    const [bad, good] = [await submit(ann), await submit(ann)]
    await claim()
    await claim()
    await complete(good.id)
    const fail = (id: string) =>
      stage.service.rpc('fail_task', { p_task_id: id, p_error: 'No paint.' })
    expect(need(await fail(bad.id))).toMatchObject([
      { status: 'Failed', error_message: 'No paint.' },
    ])
    expect(need(await fail(good.id))).toEqual([])
    expect(await statusOf(good.id)).toBe('Complete')
  })
})
