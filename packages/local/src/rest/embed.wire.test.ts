import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { service, userClient } from './testing/clients.ts'
import { ALICE, gallerySql } from './testing/gallery.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
let alice: SupabaseClient
let everyone: SupabaseClient

beforeAll(async () => {
  rest = await serveRest(gallerySql)
  alice = await userClient(rest, ALICE)
  everyone = service(rest)
})
afterAll(() => rest.stop())

async function rows(query: PromiseLike<{ data: unknown; error: unknown }>): Promise<unknown> {
  const { data, error } = await query
  expect(error).toBeNull()
  return data
}

describe('a person embeds', () => {
  it('the one row that a row refers to', async () => {
    const tasks = alice.from('tasks').select('title,projects(name)').eq('id', 4)
    expect(await rows(tasks)).toEqual([{ title: 'cloud', projects: { name: 'Sky' } }])
  })

  it('the rows that refer to a row, none being an empty list', async () => {
    const shots = alice.from('shots').select('name,shot_pictures(position)').order('id')
    expect(await rows(shots)).toEqual([
      { name: 'opening', shot_pictures: [{ position: 2 }, { position: 1 }] },
      { name: 'empty', shot_pictures: [] },
    ])
  })

  it('across a junction', async () => {
    const shots = alice
      .from('shots')
      .select('name,pictures(url)')
      .order('id')
      .order('url', { referencedTable: 'pictures' })
    expect(await rows(shots)).toEqual([
      { name: 'opening', pictures: [{ url: 'p1.png' }, { url: 'p2.png' }] },
      { name: 'empty', pictures: [] },
    ])
  })

  it('one object where the reference is unique', async () => {
    const projects = alice.from('projects').select('name,covers(url)').order('id')
    expect(await rows(projects)).toEqual([
      { name: 'Sea', covers: { url: 'sea.png' } },
      { name: 'Sky', covers: null },
    ])
  })

  it('by constraint, by column, and under a name of their own', async () => {
    const task = alice
      .from('tasks')
      .select(
        'author:people!tasks_created_by_fkey(name),reviewer:people!reviewed_by(name),created_by(name)',
      )
      .eq('id', 1)
    expect(await rows(task)).toEqual([
      { author: { name: 'Alice' }, reviewer: { name: 'Bob' }, created_by: { name: 'Alice' } },
    ])
  })

  it('from the other side, by the column that refers', async () => {
    const people = everyone
      .from('people')
      .select('name,reviews:tasks!reviewed_by(title)')
      .order('name')
    expect(await rows(people)).toEqual([
      { name: 'Alice', reviews: [{ title: 'cloud' }] },
      { name: 'Bob', reviews: [{ title: 'wave' }] },
    ])
  })

  it('a table in itself, in both directions', async () => {
    const folders = everyone
      .from('folders')
      .select('name,parent:parent_id(name),children:folders(name)')
      .order('id')
    expect(await rows(folders)).toEqual([
      { name: 'root', parent: null, children: [{ name: 'left' }, { name: 'right' }] },
      { name: 'left', parent: { name: 'root' }, children: [] },
      { name: 'right', parent: { name: 'root' }, children: [] },
    ])
  })

  it('several levels deep, each with its own filter, order and limit', async () => {
    const people = everyone
      .from('people')
      .select('name,projects(name,tasks(title))')
      .eq('name', 'Alice')
      .eq('projects.tasks.status', 'Queued')
      .order('name', { referencedTable: 'projects', ascending: false })
      .order('id', { referencedTable: 'projects.tasks', ascending: false })
      .limit(1, { referencedTable: 'projects.tasks' })
    expect(await rows(people)).toEqual([
      {
        name: 'Alice',
        projects: [
          { name: 'Sky', tasks: [{ title: 'cloud' }] },
          { name: 'Sea', tasks: [{ title: 'foam' }] },
        ],
      },
    ])
  })

  it('with or inside the embedded rows', async () => {
    const projects = alice
      .from('projects')
      .select('tasks(title)')
      .eq('id', 1)
      .or('title.eq.wave,title.eq.gull', { referencedTable: 'tasks' })
    expect(await rows(projects)).toEqual([{ tasks: [{ title: 'wave' }, { title: 'gull' }] }])
  })

  it('how many there are', async () => {
    const projects = alice.from('projects').select('name,tasks(count)').order('id')
    expect(await rows(projects)).toEqual([
      { name: 'Sea', tasks: [{ count: 3 }] },
      { name: 'Sky', tasks: [{ count: 1 }] },
    ])
  })

  it('only what the policies show', async () => {
    const people = alice.from('people').select('name,projects(name)').order('name')
    expect(await rows(people)).toEqual([
      { name: 'Alice', projects: [{ name: 'Sea' }, { name: 'Sky' }] },
      { name: 'Bob', projects: [] },
    ])
  })

  it('the fields of another row among its own', async () => {
    const task = alice
      .from('tasks')
      .select('title,...projects(project:name,...people(owner:name))')
      .eq('id', 1)
    expect(await rows(task)).toEqual([{ title: 'wave', project: 'Sea', owner: 'Alice' }])
    const projects = alice.from('projects').select('name,...covers(*)').order('id')
    expect(await rows(projects)).toEqual([
      { name: 'Sea', project_id: 1, url: 'sea.png' },
      { name: 'Sky', project_id: null, url: null },
    ])
    const shots = alice.from('shots').select('name,...pictures(urls:url)').order('id')
    expect(await rows(shots)).toEqual([
      { name: 'opening', urls: ['p1.png', 'p2.png'] },
      { name: 'empty', urls: [] },
    ])
  })
})

describe('a person chooses rows by what is embedded', () => {
  it('with !inner, and counts only those', async () => {
    const query = alice
      .from('projects')
      .select('name,tasks!inner(title)', { count: 'exact' })
      .eq('tasks.title', 'cloud')
    expect(await query).toMatchObject({
      count: 1,
      data: [{ name: 'Sky', tasks: [{ title: 'cloud' }] }],
    })
  })

  it('with !inner in !inner', async () => {
    const people = everyone
      .from('people')
      .select('name,projects!inner(tasks!inner(title))')
      .eq('projects.tasks.title', 'crater')
    expect(await rows(people)).toEqual([
      { name: 'Bob', projects: [{ tasks: [{ title: 'crater' }] }] },
    ])
  })

  it('across a junction', async () => {
    const shots = alice.from('shots').select('name,pictures!inner()').eq('pictures.url', 'p2.png')
    expect(await rows(shots)).toEqual([{ name: 'opening' }])
  })

  it('by whether there is any', async () => {
    const names = (query: PromiseLike<{ data: unknown; error: unknown }>) => rows(query)
    const shots = () => alice.from('shots').select('name,shot_pictures()')
    expect(await names(shots().not('shot_pictures', 'is', null))).toMatchObject([
      { name: 'opening' },
    ])
    expect(await names(shots().is('shot_pictures', null))).toMatchObject([{ name: 'empty' }])
    expect(
      await names(shots().or('shot_pictures.is.null,name.eq.opening').order('id')),
    ).toHaveLength(2)
  })

  it('in the order of a field of the row they refer to', async () => {
    const tasks = alice
      .from('tasks')
      .select('title,projects()')
      .order('projects(name)', { ascending: false })
      .order('id')
    expect(await rows(tasks)).toMatchObject([
      { title: 'cloud' },
      { title: 'wave' },
      { title: 'foam' },
      { title: 'gull' },
    ])
  })
})

describe('a person is told', () => {
  it('that there is no such relationship', async () => {
    const { error, status } = await alice.from('tasks').select('*,cover(url)')
    expect(status).toBe(400)
    expect(error).toMatchObject({
      code: 'PGRST200',
      message: "Could not find a relationship between 'tasks' and 'cover' in the schema cache",
      details:
        "Searched for a foreign key relationship between 'tasks' and 'cover' in the schema 'public', but no matches were found.",
    })
  })

  it('that there are several, and how to choose', async () => {
    const { error, status } = await alice.from('tasks').select('*,people(name)')
    expect(status).toBe(300)
    expect(error).toMatchObject({
      code: 'PGRST201',
      message:
        "Could not embed because more than one relationship was found for 'tasks' and 'people'",
      hint: "Try changing 'people' to one of the following: 'people!tasks_created_by_fkey', 'people!tasks_reviewed_by_fkey'. Find the desired relationship in the 'details' key.",
      details: [
        {
          cardinality: 'many-to-one',
          embedding: 'tasks with people',
          relationship: 'tasks_created_by_fkey using tasks(created_by) and people(id)',
        },
        {
          cardinality: 'many-to-one',
          embedding: 'tasks with people',
          relationship: 'tasks_reviewed_by_fkey using tasks(reviewed_by) and people(id)',
        },
      ],
    })
  })

  it.each([
    ['PGRST108', () => alice.from('tasks').select('title').eq('projects.name', 'Sea')],
    ['PGRST118', () => alice.from('projects').select('name,tasks()').order('tasks(title)')],
    ['PGRST120', () => alice.from('projects').select('name,tasks()').eq('tasks', 'x')],
    ['PGRST123', () => alice.from('tasks').select('id.sum()')],
    ['PGRST123', () => alice.from('tasks').select('count()')],
  ])('by %s that the embedding cannot be used so', async (code, query) => {
    const { error, status } = await query()
    expect([status, error?.code]).toEqual([400, code])
  })
})
