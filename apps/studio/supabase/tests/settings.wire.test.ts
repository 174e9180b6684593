import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../src/integrations/supabase/types.ts'
import { makeShot, need, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let ben: Person
beforeAll(async () => {
  stage = await openStage()
  ;[ann, ben] = await Promise.all([stage.person(), stage.person()])
})
afterAll(() => stage.stop())

const patch = (p_scope: string, p_id: string, p_patch: Json, person = ann) =>
  person.client.rpc('patch_settings', { p_scope, p_id, p_patch })

describe('the settings of a user', () => {
  it('are made by the first write, and merged by the next', async () => {
    expect(need(await ann.client.from('users').select())).toEqual([])
    expect(need(await patch('user', ann.id, { theme: 'dark', size: 4 }))).toEqual({
      theme: 'dark',
      size: 4,
    })
    expect(need(await patch('user', ann.id, { size: 6, sound: true }))).toEqual({
      theme: 'dark',
      size: 6,
      sound: true,
    })
    expect(need(await ann.client.from('users').select('id, settings'))).toEqual([
      { id: ann.id, settings: { theme: 'dark', size: 6, sound: true } },
    ])
  })

  it('lose a key that is patched with null, and keep a null deeper down', async () => {
    need(await patch('user', ben.id, { a: 1, b: { c: null } }, ben))
    expect(need(await patch('user', ben.id, { a: null, z: null }, ben))).toEqual({
      b: { c: null },
    })
  })

  it('are for nobody else to read or write', async () => {
    expect((await patch('user', ann.id, { theme: 'pink' }, ben)).error?.message).toMatch(
      /Nobody changes the settings of someone else/,
    )
    expect(need(await ben.client.from('users').select('id'))).not.toContainEqual({ id: ann.id })
    const update = ben.client.from('users').update({ name: 'Ann' }).eq('id', ann.id)
    expect(need(await update.select())).toEqual([])
    const insert = await ben.client.from('users').insert({ id: ann.id, name: 'Ben' })
    expect(insert.error?.code).toBe('42501')
    expect((await stage.stranger.rpc('patch_settings', patchOfNobody)).error?.code).toBe('42501')
  })
  const patchOfNobody = { p_scope: 'user', p_id: crypto.randomUUID(), p_patch: {} }
})

describe.each(['project', 'shot'] as const)('the settings of a %s', scope => {
  it('take two tabs that change two keys at once', async () => {
    const id = scope === 'project' ? ann.projectId : (await makeShot(ann)).id
    await Promise.all([patch(scope, id, { one: 1 }), patch(scope, id, { two: 2 })])
    expect(need(await patch(scope, id, {}))).toEqual({ one: 1, two: 2 })
    expect((await patch(scope, id, { one: 3 }, ben)).error?.message).toBe(
      `There is no such ${scope}.`,
    )
    expect(need(await patch(scope, id, {}))).toEqual({ one: 1, two: 2 })
  })
})

describe('settings', () => {
  it.each<[string, string, Json, RegExp]>([
    ['a patch that is no object', 'project', [1], /A patch of settings is an object/],
    ['a patch that is null', 'project', null, /A patch of settings is an object|argument/],
    ['a scope that is none', 'galaxy', {}, /not to "galaxy"/],
    [
      'more than they can hold',
      'project',
      { text: 'x'.repeat(40_000) },
      /projects_settings_object/,
    ],
  ])('refuse %s', async (_, scope, change, message) => {
    expect((await patch(scope, ann.projectId, change)).error?.message).toMatch(message)
  })
})
