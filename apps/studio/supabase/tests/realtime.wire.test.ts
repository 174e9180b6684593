import type { RealtimeChannel } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePicture, makeShot, need, openStage, submit, type Person, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let ben: Person
beforeAll(async () => {
  stage = await openStage()
  ;[ann, ben] = await Promise.all([stage.person(), stage.person()])
})
afterAll(() => stage.stop())

const joined = (channel: RealtimeChannel): Promise<string> =>
  new Promise(resolve => {
    channel.subscribe(status => resolve(status))
  })

const taskUpdates = (person: Person, projectId: string): RealtimeChannel =>
  person.client.channel(`task-updates:${projectId}`, {
    config: { private: true, broadcast: { replication_ready: true } },
  })

/** Resolves once what the database sends arrives: what was sent earlier is lost. */
const streaming = (channel: RealtimeChannel): Promise<void> =>
  new Promise(resolve => {
    channel.on('system', {}, ({ status }: { status: string }) => {
      if (status === 'ok') resolve()
    })
  })

describe('the channel of a project', () => {
  it('lets its owner in, and tells what became of a task', async () => {
    const channel = taskUpdates(ann, ann.projectId)
    const heard = new Promise<unknown>(resolve => {
      channel.on('broadcast', { event: 'task-update' }, ({ payload }) => resolve(payload))
    })
    const ready = streaming(channel)
    expect(await joined(channel)).toBe('SUBSCRIBED')
    await ready
    const { id } = await submit(ann)
    need(await stage.service.rpc('claim_next_task', { p_worker_id: 'w' }))
    need(await stage.service.rpc('fail_task', { p_task_id: id, p_error: 'No paint.' }))
    expect(await heard).toMatchObject({ task_id: id, project_id: ann.projectId, status: 'Failed' })
    await ann.client.removeChannel(channel)
  })

  it('keeps everyone else out', async () => {
    const channel = taskUpdates(ben, ann.projectId)
    expect(await joined(channel)).toBe('CHANNEL_ERROR')
    await ben.client.removeChannel(channel)
  })
})

describe('a DELETE', () => {
  it('passes the filter of its own project and no other', async () => {
    const scopes = ['tasks', 'generations', 'shots', 'shot_generations'] as const
    const mine: string[] = []
    const channel = ann.client.channel('mine')
    const ready = streaming(channel)
    let done = (): void => undefined
    const all = new Promise<void>(resolve => {
      done = resolve
    })
    for (const table of scopes) {
      const filter = `project_id=eq.${ann.projectId}`
      channel.on(
        'postgres_changes',
        { event: 'DELETE', schema: 'public', table, filter },
        change => {
          mine.push(`${change.table} ${String((change.old as { id?: string }).id)}`)
          if (mine.length >= 4) done()
        },
      )
    }
    channel.subscribe()
    await ready

    const gone: string[] = []
    for (const person of [ben, ann]) {
      const [shot, picture, task] = [
        await makeShot(person),
        await makePicture(stage, person),
        await submit(person),
      ]
      const link = need(
        await person.client.rpc('add_generation_to_shot', {
          p_shot_id: shot.id,
          p_generation_id: picture.id,
        }),
      )
      await stage.service.from('shot_generations').delete().eq('id', link.id)
      await stage.service.from('shots').delete().eq('id', shot.id)
      await stage.service.from('generations').delete().eq('id', picture.id)
      await stage.service.from('tasks').delete().eq('id', task.id)
      if (person === ann) {
        gone.push(
          `shot_generations ${link.id}`,
          `shots ${shot.id}`,
          `generations ${picture.id}`,
          `tasks ${task.id}`,
        )
      }
    }
    await all
    expect(mine).toEqual(gone)
  })
})
