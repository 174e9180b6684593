import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePicture, makeShot, need, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())
beforeEach(async () => {
  ann = await stage.person()
})

const add = (shotId: string, generationId: string, positioned?: boolean) =>
  ann.client.rpc('add_generation_to_shot', {
    p_shot_id: shotId,
    p_generation_id: generationId,
    ...(positioned === undefined ? {} : { p_with_position: positioned }),
  })
const unpositioned = async (shotId: string) =>
  need(await ann.client.rpc('count_unpositioned_generations', { p_shot_id: shotId }))

describe('shots', () => {
  it('line up one after the other', async () => {
    const positions = []
    for (const name of ['One', 'Two', 'Three']) positions.push((await makeShot(ann, name)).position)
    expect(positions).toEqual([1, 2, 3])
  })

  it.each(['', '  ', ' edge', 'edge\n', 'x'.repeat(81)])('refuse %j as a name', async name => {
    const { error } = await ann.client.from('shots').insert({ project_id: ann.projectId, name })
    expect(error?.message).toContain('shots_name_length')
    const project = await ann.client.from('projects').update({ name }).eq('id', ann.projectId)
    expect(project.error?.message).toContain('projects_name_length')
  })

  it('take pictures in order, each once', async () => {
    const shot = await makeShot(ann)
    const [a, b] = [await makePicture(stage, ann), await makePicture(stage, ann)]
    const answers = [await add(shot.id, a.id), await add(shot.id, b.id), await add(shot.id, a.id)]
    expect(answers.map(answer => need(answer).position)).toEqual([1, 2, 1])
    expect(need(await ann.client.from('shot_generations').select('id'))).toHaveLength(2)
  })

  it('give a picture without a place one when asked, on the same link', async () => {
    const shot = await makeShot(ann)
    const picture = await makePicture(stage, ann)
    const loose = need(await add(shot.id, picture.id, false))
    expect([loose.position, await unpositioned(shot.id)]).toEqual([null, 1])
    const placed = need(await add(shot.id, picture.id))
    expect([placed.id, placed.position, await unpositioned(shot.id)]).toEqual([loose.id, 1, 0])
  })

  it('never hand out one place twice, however many ask at once', async () => {
    const shot = await makeShot(ann)
    const pictures = await Promise.all(Array.from({ length: 8 }, () => makePicture(stage, ann)))
    const links = await Promise.all(pictures.map(({ id }) => add(shot.id, id)))
    const places = links.map(link => need(link).position ?? 0).sort((a, b) => a - b)
    expect(places).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('begin with a picture, or not at all', async () => {
    const picture = await makePicture(stage, ann)
    const start = (generationId: string) =>
      ann.client.rpc('create_shot_with_image', {
        p_project_id: ann.projectId,
        p_shot_name: 'Opening',
        p_generation_id: generationId,
      })
    const shot = need(await start(picture.id))
    const [statistics] = need(
      await ann.client.from('shot_statistics').select().eq('shot_id', shot.id),
    )
    expect(statistics).toMatchObject({
      total_generations: 1,
      positioned_count: 1,
      unpositioned_count: 0,
    })
    expect((await start(crypto.randomUUID())).error?.message).toMatch(/no such picture/)
    expect(need(await ann.client.from('shots').select('id'))).toEqual([{ id: shot.id }])
  })

  it('and the gallery read each other in one request', async () => {
    const shot = await makeShot(ann)
    const picture = await makePicture(stage, ann)
    need(await add(shot.id, picture.id))
    const gallery = ann.client.from('generations').select('id, shot_generations(shot_id, position)')
    expect(need(await gallery)).toEqual([
      { id: picture.id, shot_generations: [{ shot_id: shot.id, position: 1 }] },
    ])
    const list = ann.client
      .from('shots')
      .select('name, shot_generations(position, generations(id))')
    expect(need(await list)).toEqual([
      { name: 'Opening', shot_generations: [{ position: 1, generations: { id: picture.id } }] },
    ])
  })

  it('are listed with their counts and their first placed pictures in one request', async () => {
    const [full, empty] = [await makeShot(ann, 'Full'), await makeShot(ann, 'Empty')]
    const [first, second, loose, video] = [
      await makePicture(stage, ann),
      await makePicture(stage, ann),
      await makePicture(stage, ann),
      await makePicture(stage, ann),
    ]
    need(
      await stage.service.from('generations').update({ type: 'video' }).eq('id', video.id).select(),
    )
    for (const { id } of [first, second]) need(await add(full.id, id))
    for (const { id } of [loose, video]) need(await add(full.id, id, false))
    const list = ann.client
      .from('shot_statistics')
      .select(
        'shot_id, name, positioned_count, unpositioned_count, video_count, shot_generations(generations!inner(id, type))',
      )
      .eq('project_id', ann.projectId)
      .order('position')
      .not('shot_generations.position', 'is', null)
      .not('shot_generations.generations.type', 'like', '%video%')
      .order('position', { referencedTable: 'shot_generations' })
      .limit(1, { referencedTable: 'shot_generations' })
    expect(need(await list)).toEqual([
      {
        shot_id: full.id,
        name: 'Full',
        positioned_count: 2,
        unpositioned_count: 1,
        video_count: 1,
        shot_generations: [{ generations: { id: first.id, type: 'image' } }],
      },
      {
        shot_id: empty.id,
        name: 'Empty',
        positioned_count: 0,
        unpositioned_count: 0,
        video_count: 0,
        shot_generations: [],
      },
    ])
  })
})
