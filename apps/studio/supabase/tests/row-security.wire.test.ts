import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  makePicture,
  makeShot,
  need,
  openStage,
  submit,
  type Client,
  type Person,
  type Stage,
} from './stage.ts'

let stage: Stage
let ann: Person
let ben: Person

beforeAll(async () => {
  stage = await openStage()
  ;[ann, ben] = await Promise.all([stage.person(), stage.person()])
  const [shot, picture] = [await makeShot(ann), await makePicture(stage, ann)]
  await submit(ann)
  const link = { p_shot_id: shot.id, p_generation_id: picture.id }
  need(await ann.client.rpc('add_generation_to_shot', link))
})
afterAll(() => stage.stop())

const tables = ['projects', 'tasks', 'generations', 'shots', 'shot_generations'] as const
// All tables alike, which the types cannot know: what they share is read as of tasks.
const from = (client: Client, table: (typeof tables)[number]) => client.from(table as 'tasks')
const scopeOf = (table: string) => (table === 'projects' ? 'id' : 'project_id') as 'project_id'

describe.each(tables)('%s', table => {
  it('shows a person their own rows', async () => {
    const rows = need(await from(ann.client, table).select('*'))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toHaveProperty(scopeOf(table), ann.projectId)
  })

  it('shows another person nothing of them, filtered or not', async () => {
    const everything = need(await from(ben.client, table).select('*'))
    expect(everything.filter(row => JSON.stringify(row).includes(ann.projectId))).toEqual([])
    const aimed = from(ben.client, table).select('*', { count: 'exact' })
    expect(await aimed.eq(scopeOf(table), ann.projectId)).toMatchObject({ data: [], count: 0 })
  })

  it('refuses whoever has not signed in', async () => {
    const { error, status } = await from(stage.stranger, table).select('*')
    expect([status, error?.code]).toEqual([401, '42501'])
  })

  it('lets another person delete nothing', async () => {
    await from(ben.client, table).delete().eq(scopeOf(table), ann.projectId)
    expect(
      need(await from(stage.service, table).select('*').eq(scopeOf(table), ann.projectId)),
    ).toHaveLength(1)
  })
})

describe('writing into the project of another', () => {
  it('is refused for tasks, shots and projects', async () => {
    const codes = await Promise.all([
      ben.client.from('tasks').insert({ project_id: ann.projectId, params: { prompt: 'mine' } }),
      ben.client.from('shots').insert({ project_id: ann.projectId, name: 'Mine' }),
      ben.client.from('projects').insert({ name: 'Gift', user_id: ann.id }),
    ])
    expect(codes.map(({ error }) => error?.code)).toEqual(['42501', '42501', '42501'])
  })

  it('changes no row', async () => {
    const changes = await Promise.all([
      ben.client.from('projects').update({ name: 'Theirs' }).eq('id', ann.projectId).select(),
      ben.client
        .from('tasks')
        .update({ status: 'Cancelled' })
        .eq('project_id', ann.projectId)
        .select(),
      ben.client
        .from('generations')
        .update({ starred: true })
        .eq('project_id', ann.projectId)
        .select(),
      ben.client.from('shots').update({ name: 'Theirs' }).eq('project_id', ann.projectId).select(),
      ben.client
        .from('shot_generations')
        .update({ position: 9 })
        .eq('project_id', ann.projectId)
        .select(),
    ])
    expect(changes.map(({ data }) => data)).toEqual([[], [], [], [], []])
  })

  it('cannot put their picture into a shot of one’s own', async () => {
    const [theirs] = need(await ann.client.from('generations').select('id'))
    const shot = await makeShot(ben)
    const link = { p_shot_id: shot.id, p_generation_id: theirs?.id ?? '' }
    const called = await ben.client.rpc('add_generation_to_shot', link)
    expect(called.error?.message).toBe('There is no such picture in the project of this shot.')
    const row = { project_id: ben.projectId, shot_id: shot.id, generation_id: theirs?.id ?? '' }
    const inserted = await ben.client.from('shot_generations').insert(row)
    expect(inserted.error?.code).toBe('23503')
  })
})

describe('what the worker decides', () => {
  it('is not for a person to write', async () => {
    const refused = await Promise.all([
      ann.client
        .from('tasks')
        .insert({ project_id: ann.projectId, params: { prompt: 'x' }, status: 'Complete' }),
      ann.client
        .from('tasks')
        .update({ output_location: 'https://example.test' })
        .eq('project_id', ann.projectId),
      ann.client.from('tasks').delete().eq('project_id', ann.projectId),
      ann.client.from('generations').insert({ project_id: ann.projectId, tasks: ['x'] }),
      ann.client
        .from('generations')
        .update({ location: 'https://example.test' })
        .eq('project_id', ann.projectId),
      ann.client.rpc('claim_next_task', { p_worker_id: 'ann' }),
      ann.client.rpc('fail_task', { p_task_id: ann.projectId, p_error: 'x' }),
      ann.client.rpc('announce_task', { p_task_id: ann.projectId }),
      ann.client.rpc('reset_orphans', {}),
      ann.client.rpc('finish_task', { p_task_id: ann.projectId, p_location: 'x' }),
      ann.client.rpc('link_generation', { p_task_id: ann.projectId }),
      ann.client.rpc('plan_film', { p_task_id: ann.projectId, p_worker_id: 'ann' }),
      ann.client.rpc('hold_project_of_task', { p_task_id: ann.projectId }),
      ann.client.from('task_types').update({ is_visible: false }).eq('name', 'image'),
    ])
    expect(refused.map(({ error }) => error?.code)).toEqual(refused.map(() => '42501'))
  })

  it('includes every function of the schema that nobody but the worker needs', async () => {
    const namesOf = async (condition: string) => {
      const { rows } = await stage.backend.sql(
        `select proname::text as name from pg_proc
          where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
            and (${condition})
          order by proname`,
      )
      return rows.map(({ name }) => name)
    }
    const open = "has_function_privilege('anon', oid, 'execute') or prosecdef"
    const unpinned = "coalesce(proconfig::text, '') not like '%search_path%'"
    // The feed lets everybody ask, and `everfresh.can_read` decides who is answered.
    const ofTheFeed = ['changes_since', 'everfresh_rotate']
    expect(await namesOf(open)).toEqual(ofTheFeed)
    expect(await namesOf(unpinned)).toEqual([])
    expect(await namesOf("has_function_privilege('authenticated', oid, 'execute')")).toEqual([
      'add_generation_to_shot',
      'changes_since',
      'count_unpositioned_generations',
      'create_shot_with_image',
      'duplicate_shot',
      'everfresh_rotate',
      'patch_settings',
      'reorder_shot_images',
      'reorder_shots',
      'unposition_shot_image',
    ])
  })

  it('keeps the bucket of pictures for the service role', async () => {
    const file = new Blob(['x'], { type: 'image/webp' })
    const upload = await ann.client.storage.from('pictures').upload(`${ann.projectId}/x.webp`, file)
    expect(upload.error?.message).toMatch(/row-level security/)
  })
})
