import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'

let backend: LocalBackend
let anon: SupabaseClient
let service: SupabaseClient

beforeAll(async () => {
  backend = await testBackend()
  anon = clientOf(backend)
  service = clientOf(backend, backend.serviceKey)
})

afterAll(() => backend.stop())

async function madeBucket(id: string): Promise<void> {
  const { error } = await service.storage.createBucket(id)
  if (error) throw new Error('the bucket was not made', { cause: error })
}

describe('a bucket', () => {
  it('is made, shown and listed by the service key', async () => {
    const { data, error } = await service.storage.createBucket('avatars', {
      public: true,
      fileSizeLimit: '2MB',
      allowedMimeTypes: ['image/png', 'video/*'],
    })
    expect(error).toBeNull()
    expect(data).toEqual({ name: 'avatars' })
    const { data: bucket } = await service.storage.getBucket('avatars')
    expect(bucket).toMatchObject({
      id: 'avatars',
      name: 'avatars',
      public: true,
      file_size_limit: 2_000_000,
      allowed_mime_types: ['image/png', 'video/*'],
    })
    const { data: all } = await service.storage.listBuckets()
    expect(all?.map(({ id }) => id)).toEqual(['avatars'])
    await service.storage.deleteBucket('avatars')
  })

  it.each<[string, string, object, [string, string]]>([
    ['exists', 'twice', {}, ['409', 'The resource already exists']],
    ['is misnamed', 'a/b', {}, ['400', 'Bucket name invalid']],
    ['is misnamed at length', 'x'.repeat(101), {}, ['400', 'Bucket name invalid']],
    ['has no sense of size', 'x', { fileSizeLimit: 'big' }, ['400', 'hint: use 20GB']],
    ['is of another kind', 'x', { type: 'ANALYTICS' }, ['409', 'Analytics buckets']],
    ['keeps versions', 'x', { versioningStatus: 'ENABLED' }, ['409', 'versions of objects']],
    ['wants more than there is', 'x', { fileSizeLimit: '60MB' }, ['413', 'exceeded the maximum']],
    [
      'has no sense of types',
      'x',
      { allowedMimeTypes: ['pictures'] },
      ['400', 'allowed_mime_types'],
    ],
  ])('that %s is refused', async (_, id, options, [statusCode, message]) => {
    await service.storage.createBucket('twice')
    const { error } = await service.storage.createBucket(id, { public: true, ...options })
    expect(error).toMatchObject({ statusCode, message: expect.stringContaining(message) })
    await service.storage.deleteBucket('twice')
  })

  it('changes what is named and keeps the rest', async () => {
    await service.storage.createBucket('changing', { public: false, fileSizeLimit: 10 })
    const { data, error } = await service.storage.updateBucket('changing', {
      public: true,
      allowedMimeTypes: ['text/plain'],
    })
    expect(error).toBeNull()
    expect(data).toEqual({ message: 'Successfully updated' })
    expect((await service.storage.getBucket('changing')).data).toMatchObject({
      public: true,
      file_size_limit: 10,
      allowed_mime_types: ['text/plain'],
    })
    await service.storage.updateBucket('changing', {
      public: true,
      fileSizeLimit: null,
      allowedMimeTypes: null,
    })
    expect((await service.storage.getBucket('changing')).data).toMatchObject({
      file_size_limit: null,
      allowed_mime_types: null,
    })
    await service.storage.deleteBucket('changing')
  })

  it('is not deleted before it is empty, and takes its bytes along when emptied', async () => {
    await madeBucket('full')
    for (const name of ['a.txt', 'b/c.txt']) await service.storage.from('full').upload(name, name)
    expect((await service.storage.deleteBucket('full')).error).toMatchObject({
      statusCode: '409',
      message: expect.stringContaining('The bucket you tried to delete is not empty'),
    })
    const emptied = await service.storage.emptyBucket('full')
    expect(emptied).toMatchObject({ data: { message: 'Successfully emptied' }, error: null })
    const { rows } = await backend.sql('select count(*) from storage.blobs')
    expect(rows).toEqual([{ count: '0' }])
    const deleted = await service.storage.deleteBucket('full')
    expect(deleted).toMatchObject({ data: { message: 'Successfully deleted' }, error: null })
    const gone = { statusCode: '404', message: 'Bucket not found' }
    expect((await service.storage.getBucket('full')).error).toMatchObject(gone)
    expect((await service.storage.deleteBucket('full')).error).toMatchObject(gone)
    expect((await service.storage.emptyBucket('full')).error).toMatchObject(gone)
    expect((await service.storage.updateBucket('full', { public: true })).error).toMatchObject(gone)
  })

  it('is neither seen, made nor changed by users without a policy', async () => {
    await madeBucket('hidden')
    const gone = { statusCode: '404', message: 'Bucket not found' }
    expect((await anon.storage.listBuckets()).data).toEqual([])
    expect((await anon.storage.getBucket('hidden')).error).toMatchObject(gone)
    expect((await anon.storage.updateBucket('hidden', { public: true })).error).toMatchObject(gone)
    expect((await anon.storage.emptyBucket('hidden')).error).toMatchObject(gone)
    expect((await anon.storage.deleteBucket('hidden')).error).toMatchObject(gone)
    expect((await anon.storage.createBucket('mine')).error).toMatchObject({ statusCode: '403' })
    await service.storage.deleteBucket('hidden')
  })

  it('is emptied of nothing when something in it may be seen and not deleted', async () => {
    await madeBucket('guarded')
    await backend.sql(`
      create policy see on storage.buckets for select using (id = 'guarded');
      create policy see on storage.objects for select using (bucket_id = 'guarded');
      create policy remove on storage.objects for delete using (name = 'a.txt');`)
    for (const name of ['a.txt', 'b.txt']) await service.storage.from('guarded').upload(name, name)
    expect((await anon.storage.emptyBucket('guarded')).error).toMatchObject({
      statusCode: '409',
      message: 'Cannot delete: b.txt, you may have SELECT but not DELETE permissions',
    })
    const { data } = await service.storage.from('guarded').list()
    expect(data?.map(({ name }) => name)).toEqual(['a.txt', 'b.txt'])
    await service.storage.emptyBucket('guarded')
    await service.storage.deleteBucket('guarded')
  })
})

it('a list of buckets is searched, sorted and cut', async () => {
  for (const id of ['red', 'green', 'grey']) await madeBucket(id)
  const names = async (options: Parameters<typeof service.storage.listBuckets>[0]) =>
    (await service.storage.listBuckets(options)).data?.map(({ name }) => name)
  expect(await names({ search: 'GR', sortColumn: 'name', sortOrder: 'desc' })).toEqual([
    'grey',
    'green',
  ])
  expect(await names({ limit: 1, offset: 1, sortColumn: 'created_at' })).toEqual(['green'])
  const wrong = await fetch(`${backend.url}/storage/v1/bucket?sortColumn=id;drop`, {
    headers: { authorization: `Bearer ${backend.serviceKey}` },
  })
  expect(await wrong.json()).toMatchObject({ statusCode: '400', error: 'InvalidRequest' })
})
