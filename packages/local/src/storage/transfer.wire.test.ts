import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'

let backend: LocalBackend
let service: SupabaseClient

beforeAll(async () => {
  backend = await testBackend()
  await backend.sql(`
    insert into storage.buckets (id, name) values ('files', 'files'), ('archive', 'archive');
    create policy see on storage.objects for select to authenticated
      using (owner_id = auth.uid()::text or name like 'shared/%');
    create policy make on storage.objects for insert to authenticated
      with check ((storage.foldername(name))[1] = auth.uid()::text);
    create policy change on storage.objects for update to authenticated
      using (owner_id = auth.uid()::text)
      with check ((storage.foldername(name))[1] = auth.uid()::text);
    create policy remove on storage.objects for delete to authenticated
      using (owner_id = auth.uid()::text);`)
  service = clientOf(backend, backend.serviceKey)
})

afterAll(() => backend.stop())

async function person() {
  const supabase = clientOf(backend)
  const { data } = await supabase.auth.signInAnonymously()
  return { id: data.user?.id ?? '', files: supabase.storage.from('files'), supabase }
}

type Files = ReturnType<SupabaseClient['storage']['from']>

async function read(files: Files, name: string): Promise<string | undefined> {
  return (await files.download(name)).data?.text()
}

describe('moving a file', () => {
  it('gives it another name, in another bucket if wished', async () => {
    const { id, files, supabase } = await person()
    await files.upload(`${id}/a.txt`, 'a', { contentType: 'text/plain', metadata: { n: 1 } })
    const { data, error } = await files.move(`${id}/a.txt`, `${id}/deep/b.txt`)
    expect(error).toBeNull()
    expect(data).toMatchObject({ message: 'Successfully moved' })
    expect(await read(files, `${id}/deep/b.txt`)).toBe('a')
    expect((await files.download(`${id}/a.txt`)).error).not.toBeNull()
    await files.move(`${id}/deep/b.txt`, `${id}/c.txt`, { destinationBucket: 'archive' })
    const archive = supabase.storage.from('archive')
    expect(await read(archive, `${id}/c.txt`)).toBe('a')
    expect((await archive.info(`${id}/c.txt`)).data).toMatchObject({
      contentType: 'text/plain',
      metadata: { n: 1 },
    })
  })

  it('is refused where something is already, and to a place that policies keep', async () => {
    const { id, files } = await person()
    for (const name of ['a.txt', 'b.txt']) await files.upload(`${id}/${name}`, name)
    const taken = await files.move(`${id}/a.txt`, `${id}/b.txt`)
    expect(taken.error).toMatchObject({ statusCode: '409', message: 'The resource already exists' })
    const kept = await files.move(`${id}/a.txt`, 'elsewhere/a.txt')
    expect(kept.error).toMatchObject({ statusCode: '403' })
    const nowhere = await files.move(`${id}/a.txt`, `${id}/a.txt`, { destinationBucket: 'none' })
    expect(nowhere.error).toMatchObject({ statusCode: '404' })
    expect(await read(files, `${id}/a.txt`)).toBe('a.txt')
    expect(await read(files, `${id}/b.txt`)).toBe('b.txt')
  })

  it('is refused for what one may not see or change', async () => {
    const { id, files } = await person()
    await service.storage.from('files').upload('shared/one.txt', 'one', { upsert: true })
    for (const name of ['shared/one.txt', 'hidden.txt', '../a.txt']) {
      expect((await files.move(name, `${id}/a.txt`)).error).toMatchObject({
        statusCode: '404',
        message: 'Object not found',
      })
    }
    expect((await files.move('shared/one.txt', '../a.txt')).error).toMatchObject({
      message: 'Invalid key: ../a.txt',
    })
    expect((await files.move('shared/one.txt', '')).error).toMatchObject({ statusCode: '400' })
  })
})

describe('copying a file', () => {
  it('makes a second one with bytes, type and metadata of the first, owned by who copied', async () => {
    const { id, files } = await person()
    const original = { contentType: 'text/css', cacheControl: '60', metadata: { n: 1 } }
    await service.storage.from('files').upload('shared/two.txt', 'two', original)
    const { data, error } = await files.copy('shared/two.txt', `${id}/two.txt`)
    expect(error).toBeNull()
    expect(data).toEqual({ path: `files/${id}/two.txt` })
    await service.storage.from('files').remove(['shared/two.txt'])
    expect(await read(files, `${id}/two.txt`)).toBe('two')
    expect((await files.info(`${id}/two.txt`)).data).toMatchObject({
      contentType: 'text/css',
      cacheControl: 'max-age=60',
      metadata: { n: 1 },
    })
    expect((await files.remove([`${id}/two.txt`])).data).toHaveLength(1)
  })

  it('goes to another bucket if wished', async () => {
    const { id, files, supabase } = await person()
    await files.upload(`${id}/a.txt`, 'a')
    const options = { destinationBucket: 'archive' }
    expect((await files.copy(`${id}/a.txt`, `${id}/a.txt`, options)).data).toEqual({
      path: `archive/${id}/a.txt`,
    })
    expect(await read(supabase.storage.from('archive'), `${id}/a.txt`)).toBe('a')
    expect(await read(files, `${id}/a.txt`)).toBe('a')
  })

  it('can leave the metadata behind', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'a', { contentType: 'text/css', metadata: { n: 1 } })
    await files.copy(`${id}/a.txt`, `${id}/b.txt`, {
      copyMetadata: false,
      metadata: { mimetype: 'text/html' },
    })
    expect((await files.info(`${id}/b.txt`)).data).toMatchObject({
      contentType: 'text/html',
      metadata: {},
    })
  })

  it('takes no metadata that a header could not hold', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'a')
    const { error } = await files.copy(`${id}/a.txt`, `${id}/b.txt`, {
      copyMetadata: false,
      metadata: { cacheControl: 'no-cache\r\nset-cookie: a=b' },
    })
    expect(error).toMatchObject({ statusCode: '400', code: 'InvalidRequest' })
  })

  it('is refused where something is already, and by the policies', async () => {
    const { id, files } = await person()
    for (const name of ['a.txt', 'b.txt']) await files.upload(`${id}/${name}`, name)
    expect((await files.copy(`${id}/a.txt`, `${id}/b.txt`)).error).toMatchObject({
      statusCode: '409',
    })
    expect((await files.copy(`${id}/a.txt`, 'elsewhere.txt')).error).toMatchObject({
      statusCode: '403',
    })
    expect((await files.copy('hidden.txt', `${id}/c.txt`)).error).toMatchObject({
      statusCode: '404',
    })
    expect(await read(files, `${id}/b.txt`)).toBe('b.txt')
  })
})

it('one file is deleted by its address, or is not there', async () => {
  const { id, files, supabase } = await person()
  await files.upload(`${id}/a.txt`, 'a')
  const { data } = await supabase.auth.getSession()
  const remove = async (): Promise<unknown> => {
    const response = await fetch(`${backend.url}/storage/v1/object/files/${id}/a.txt`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${data.session?.access_token}` },
    })
    return response.json()
  }
  expect(await remove()).toEqual({ message: 'Successfully deleted' })
  expect(await remove()).toMatchObject({ statusCode: '404', error: 'not_found' })
})
