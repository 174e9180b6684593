import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { need, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let ben: Person
beforeAll(async () => {
  stage = await openStage()
  ;[ann, ben] = await Promise.all([stage.person(), stage.person()])
})
afterAll(() => stage.stop())

const png = (bytes = 100) => new Blob([new Uint8Array(bytes)], { type: 'image/png' })
const upload = (person: Person, path: string, file = png(), upsert = false) =>
  person.client.storage.from('pictures').upload(path, file, { contentType: file.type, upsert })
const mine = (name = `${crypto.randomUUID()}.png`) => `${ann.projectId}/uploads/${name}`

describe('an upload', () => {
  it('is for anyone to see, and for its owner to write over and to remove', async () => {
    const path = mine()
    expect((await upload(ann, path)).error).toBe(null)
    expect((await upload(ann, path, png(200), true)).error).toBe(null)
    const { data } = ann.client.storage.from('pictures').getPublicUrl(path)
    expect((await (await fetch(data.publicUrl)).arrayBuffer()).byteLength).toBe(200)
    expect(need(await ann.client.storage.from('pictures').remove([path]))).toHaveLength(1)
    expect((await fetch(data.publicUrl)).ok).toBe(false)
  })

  it('goes nowhere but into the uploads of one’s own projects', async () => {
    for (const [person, path] of [
      [ben, mine()],
      [ann, `${ann.projectId}/made-up.png`],
      [ann, `${ann.projectId}/uploads.png`],
      [ann, `uploads/${ann.projectId}/x.png`],
    ] as const) {
      expect((await upload(person, path)).error?.message).toMatch(/row-level security/)
    }
  })

  it('is not for another person to write over, to list or to remove', async () => {
    const path = mine()
    need(await upload(ann, path))
    expect((await upload(ben, path, png(1), true)).error?.message).toMatch(/row-level security/)
    const store = ben.client.storage.from('pictures')
    expect(need(await store.list(`${ann.projectId}/uploads`))).toEqual([])
    expect(need(await store.remove([path]))).toEqual([])
    const { data } = ann.client.storage.from('pictures').getPublicUrl(path)
    expect((await fetch(data.publicUrl)).ok).toBe(true)
  })

  it('is its owner’s also when its project is gone, and another has made one under its id', async () => {
    const id = crypto.randomUUID()
    const project = { id, name: 'Gone soon' }
    need(await ann.client.from('projects').insert(project).select('id'))
    const path = `${id}/uploads/${crypto.randomUUID()}.png`
    need(await upload(ann, path))
    need(await ann.client.from('projects').delete().eq('id', id).select('id'))
    need(await ben.client.from('projects').insert(project).select('id'))
    const store = ben.client.storage.from('pictures')
    expect(need(await store.list(`${id}/uploads`))).toEqual([])
    expect(need(await store.remove([path]))).toEqual([])
    expect((await upload(ben, path, png(1), true)).error?.message).toMatch(/row-level security/)
  })

  it('is a picture of 10 MiB at most, and no SVG', async () => {
    expect((await upload(ann, mine(), png(10 * 1024 * 1024))).error).toBe(null)
    expect((await upload(ann, mine(), png(10 * 1024 * 1024 + 1))).error?.message).toMatch(
      /exceeded the maximum allowed size/,
    )
    for (const type of ['text/html', 'image/svg+xml', 'video/mp4']) {
      const { error } = await upload(ann, mine(), new Blob(['x'], { type }))
      expect(error?.message).toMatch(/not supported/)
    }
  })
})

describe('the row of an upload', () => {
  const row = { type: 'image/png', location: 'https://example.test/a.png' }

  it('is written by its owner, once however often it is sent', async () => {
    const picture = { id: crypto.randomUUID(), project_id: ann.projectId, ...row }
    const send = () =>
      ann.client.from('generations').upsert([picture], { onConflict: 'id', ignoreDuplicates: true })
    expect([(await send()).error, (await send()).error]).toEqual([null, null])
    expect(need(await ann.client.from('generations').select('type'))).toEqual([
      { type: 'image/png' },
    ])
  })

  it.each([
    ['into the project of another', () => ({ ...row, project_id: ben.projectId }), '42501'],
    ['as what a task made', () => ({ ...row, project_id: ann.projectId, tasks: ['x'] }), '42501'],
    [
      'with an address that is none',
      () => ({ ...row, project_id: ann.projectId, location: 'javascript:alert(1)' }),
      '23514',
    ],
  ])('is refused %s', async (_, make, code) => {
    expect((await ann.client.from('generations').insert(make())).error?.code).toBe(code)
  })
})
