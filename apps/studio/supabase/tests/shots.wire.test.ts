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

/** A shot of so many pictures with places 1 to n. */
async function filledShot(count: number) {
  const shot = await makeShot(ann)
  const pictures: string[] = []
  for (let index = 0; index < count; index++) {
    const { id } = await makePicture(stage, ann)
    need(await add(shot.id, id))
    pictures.push(id)
  }
  return { shot, pictures }
}
const placesOf = async (shotId: string) => {
  const links = ann.client.from('shot_generations').select('generation_id, position')
  const rows = need(await links.eq('shot_id', shotId).order('position', { nullsFirst: false }))
  return rows.map(({ generation_id, position }) => [generation_id, position])
}

describe('reordering the pictures of a shot', () => {
  const reorder = (shotId: string, ids: string[], person = ann) =>
    person.client.rpc('reorder_shot_images', { p_shot_id: shotId, p_generation_ids: ids })

  it('gives places in the order given; what is not listed follows, what is unknown is passed over', async () => {
    const { shot, pictures } = await filledShot(4)
    const [a = '', b = '', c = '', d = ''] = pictures
    const { id: loose } = await makePicture(stage, ann)
    const { id: apart } = await makePicture(stage, ann)
    need(await add(shot.id, loose, false))
    need(await add(shot.id, apart, false))
    const wish = [d, crypto.randomUUID(), loose, b, d]
    for (let round = 0; round < 2; round++) {
      const links = need(await reorder(shot.id, wish))
      expect(links.map(({ generation_id }) => generation_id)).toEqual([d, loose, b, a, c])
    }
    expect(await placesOf(shot.id)).toEqual([
      [d, 1],
      [loose, 2],
      [b, 3],
      [a, 4],
      [c, 5],
      [apart, null],
    ])
  })

  it('changes only the rows that get another place', async () => {
    const { shot, pictures } = await filledShot(4)
    const [a = '', b = '', c = '', d = ''] = pictures
    const versions = async () => {
      const { rows } = await stage.backend.sql(
        'select generation_id, xmin::text from public.shot_generations where shot_id = $1',
        [shot.id],
      )
      return new Map(rows.map(row => [String(row['generation_id']), row['xmin']]))
    }
    const before = await versions()
    need(await reorder(shot.id, [a, c, b, d]))
    const after = await versions()
    expect(pictures.filter(id => before.get(id) !== after.get(id))).toEqual([b, c])
  })

  it('from two tabs at once ends in the order of one of them', async () => {
    const { shot, pictures } = await filledShot(5)
    const wishes = [pictures.toReversed(), [...pictures.slice(2), ...pictures.slice(0, 2)]]
    await Promise.all(wishes.map(wish => reorder(shot.id, wish)))
    const places = await placesOf(shot.id)
    expect(places.map(([, place]) => place)).toEqual([1, 2, 3, 4, 5])
    expect(wishes).toContainEqual(places.map(([id]) => id))
  })

  it('is not for anyone else', async () => {
    const { shot, pictures } = await filledShot(2)
    const ben = await stage.person()
    expect(need(await reorder(shot.id, pictures.toReversed(), ben))).toEqual([])
    expect((await placesOf(shot.id)).map(([id]) => id)).toEqual(pictures)
  })
})

describe('taking the place of a picture away', () => {
  it('keeps it in the shot, however often it is asked', async () => {
    const { shot, pictures } = await filledShot(2)
    const take = (id: string, person = ann) =>
      person.client.rpc('unposition_shot_image', { p_shot_id: shot.id, p_generation_id: id })
    const ben = await stage.person()
    expect(need(await take(pictures[0] ?? '', ben))).toEqual([])
    for (let round = 0; round < 2; round++) {
      expect(need(await take(pictures[0] ?? ''))).toMatchObject([{ position: null }])
    }
    expect(need(await take(crypto.randomUUID()))).toEqual([])
    expect(await placesOf(shot.id)).toEqual([
      [pictures[1], 2],
      [pictures[0], null],
    ])
  })
})

describe('reordering shots', () => {
  it('gives places in the order given, and nobody else can', async () => {
    const [a, b, c] = [await makeShot(ann, 'A'), await makeShot(ann, 'B'), await makeShot(ann, 'C')]
    const reorder = (ids: string[], person = ann) =>
      person.client.rpc('reorder_shots', { p_project_id: ann.projectId, p_shot_ids: ids })
    const ben = await stage.person()
    expect(need(await reorder([c.id, b.id, a.id], ben))).toEqual([])
    for (let round = 0; round < 2; round++) {
      const shots = need(await reorder([c.id, crypto.randomUUID(), a.id]))
      expect(shots.map(({ name, position }) => [name, position])).toEqual([
        ['C', 1],
        ['A', 2],
        ['B', 3],
      ])
    }
  })
})

describe('duplicating a shot', () => {
  it('makes one with the same pictures and no film, right behind it, once', async () => {
    const { shot, pictures } = await filledShot(2)
    await makeShot(ann, 'Last')
    const video = { project_id: ann.projectId, type: 'video' }
    const [film] = need(await stage.service.from('generations').insert(video).select())
    need(await add(shot.id, film?.id ?? '', false))
    const id = crypto.randomUUID()
    const duplicate = (person = ann) =>
      person.client.rpc('duplicate_shot', { p_shot_id: shot.id, p_new_id: id })
    const ben = await stage.person()
    expect((await duplicate(ben)).error?.message).toBe('There is no such shot.')
    const copies = [need(await duplicate()), need(await duplicate())]
    expect(copies).toMatchObject([
      { id, name: 'Opening copy', position: 2 },
      { id, name: 'Opening copy', position: 2 },
    ])
    expect(await placesOf(id)).toEqual([
      [pictures[0], 1],
      [pictures[1], 2],
    ])
    const names = ann.client.from('shots').select('name').order('position')
    expect(need(await names).map(({ name }) => name)).toEqual(['Opening', 'Opening copy', 'Last'])
  })

  it('of a name of 80 characters makes a name that fits', async () => {
    const shot = await makeShot(ann, 'x'.repeat(80))
    const args = { p_shot_id: shot.id, p_new_id: crypto.randomUUID() }
    expect(need(await ann.client.rpc('duplicate_shot', args)).name).toBe(`${'x'.repeat(75)} copy`)
  })
})

describe('making a shot of a picture', () => {
  it('makes one, however often it is asked with the same id', async () => {
    const { id: picture } = await makePicture(stage, ann)
    const id = crypto.randomUUID()
    const make = (person = ann) =>
      person.client.rpc('create_shot_with_image', {
        p_project_id: ann.projectId,
        p_shot_name: 'New',
        p_generation_id: picture,
        p_shot_id: id,
      })
    const ben = await stage.person()
    expect((await make(ben)).error?.code).toBe('42501')
    expect([need(await make()).id, need(await make()).id]).toEqual([id, id])
    expect(await placesOf(id)).toEqual([[picture, 1]])
  })
})
