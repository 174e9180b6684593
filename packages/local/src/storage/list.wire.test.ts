import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'

let backend: LocalBackend
let anon: SupabaseClient
let service: SupabaseClient

beforeAll(async () => {
  backend = await testBackend()
  await backend.sql(`
    insert into storage.buckets (id, name, public)
      values ('pictures', 'pictures', true), ('small', 'small', false)`)
  anon = clientOf(backend)
  service = clientOf(backend, backend.serviceKey)
  await upload('small', 'hidden.txt')
})
afterAll(() => backend.stop())

async function upload(bucket: string, name: string): Promise<void> {
  const { error } = await service.storage.from(bucket).upload(name, name)
  if (error) throw new Error('the upload failed', { cause: error })
}

describe('a list', () => {
  beforeAll(async () => {
    for (const name of ['list/b.txt', 'list/a.txt', 'list/sub/c.txt', 'list/sub/d.txt', 'list_x']) {
      await upload('pictures', name)
    }
  })

  it('shows one folder: its files, and folders without an id', async () => {
    const { data } = await service.storage.from('pictures').list('list')
    expect(data?.map(({ name, id }) => [name, id === null])).toEqual([
      ['a.txt', false],
      ['b.txt', false],
      ['sub', true],
    ])
    expect(data?.[0]?.metadata).toMatchObject({ size: 10, mimetype: 'text/plain;charset=UTF-8' })
  })

  it('sorts, searches and pages', async () => {
    const pictures = service.storage.from('pictures')
    const sorted = await pictures.list('list/', { sortBy: { column: 'name', order: 'desc' } })
    expect(sorted.data?.map(entry => entry.name)).toEqual(['sub', 'b.txt', 'a.txt'])
    const found = await pictures.list('list', { search: 'B' })
    expect(found.data?.map(entry => entry.name)).toEqual(['b.txt'])
    const page = await pictures.list('list', { limit: 1, offset: 1 })
    expect(page.data?.map(entry => entry.name)).toEqual(['b.txt'])
    const wrong = await pictures.list('list', { sortBy: { column: 'name; drop table x' } })
    expect(wrong.error?.message).toContain('sortBy.column must be one of')
  })

  it('cannot be of nothing', async () => {
    const { error } = await service.storage.from('pictures').list('list', { limit: 0 })
    expect(error).toMatchObject({ statusCode: '400', message: expect.stringContaining('limit') })
  })

  it('shows only what policies show', async () => {
    const { data } = await anon.storage.from('small').list()
    expect(data).toEqual([])
  })
})

describe('a list of the second version', () => {
  beforeAll(async () => {
    for (const name of ['v2/b.txt', 'v2/a.txt', 'v2/sub/c.txt', 'v2/sub/d.txt']) {
      await upload('pictures', name)
    }
  })

  it('shows whole names, flat or in folders', async () => {
    const pictures = service.storage.from('pictures')
    const flat = await pictures.listV2({ prefix: 'v2/' })
    expect(flat.data).toMatchObject({ hasNext: false, folders: [] })
    expect(flat.data?.objects.map(({ name }) => name)).toEqual([
      'v2/a.txt',
      'v2/b.txt',
      'v2/sub/c.txt',
      'v2/sub/d.txt',
    ])
    const folded = await pictures.listV2({ prefix: 'v2/', with_delimiter: true })
    expect(folded.data?.folders).toEqual([{ name: 'v2/sub/' }])
    expect(folded.data?.objects).toMatchObject([
      { name: 'v2/a.txt', metadata: { size: 8 } },
      { name: 'v2/b.txt' },
    ])
  })

  it.each(['name', 'created_at', 'updated_at'] as const)(
    'is read page by page in the order of %s, and back',
    async column => {
      const paged = async (order: 'asc' | 'desc'): Promise<string[]> => {
        const found: string[] = []
        let cursor = ''
        do {
          const options = { prefix: 'v2/', limit: 1, cursor, sortBy: { column, order } }
          const { data } = await service.storage.from('pictures').listV2(options)
          found.push(...(data?.objects.map(({ name }) => name) ?? []))
          cursor = data?.nextCursor ?? ''
        } while (cursor !== '')
        return found
      }
      const names = await paged('asc')
      expect(names.toSorted()).toEqual(['v2/a.txt', 'v2/b.txt', 'v2/sub/c.txt', 'v2/sub/d.txt'])
      expect(await paged('desc')).toEqual(names.toReversed())
    },
  )

  it('shows only what policies show, and takes no cursor of another make', async () => {
    expect((await anon.storage.from('small').listV2()).data).toEqual({
      hasNext: false,
      folders: [],
      objects: [],
    })
    const { error } = await service.storage.from('pictures').listV2({ cursor: 'x' })
    expect(error?.message).toContain('cursor must be')
  })
})
