import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'

let backend: LocalBackend
let now = Date.now()
let service: SupabaseClient

beforeAll(async () => {
  backend = await testBackend({ now: () => now })
  await backend.sql(`
    insert into storage.buckets (id, name, file_size_limit) values ('private', 'private', 10);
    create policy own on storage.objects to authenticated
      using (owner_id = auth.uid()::text)
      with check (bucket_id = 'private' and (storage.foldername(name))[1] = auth.uid()::text);`)
  service = clientOf(backend, backend.serviceKey)
})

afterAll(() => backend.stop())

async function person() {
  const supabase = clientOf(backend)
  const { data } = await supabase.auth.signInAnonymously()
  return { id: data.user?.id ?? '', files: supabase.storage.from('private') }
}

async function refusal(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, init)
  expect(response.status).toBe(400)
  return response.json()
}

/** The token of a signed address with one claim changed and the signature kept. */
function forged(url: string, claims: object): string {
  const [address = '', token = ''] = url.split('token=')
  const [head, body = '', signature] = token.split('.')
  const old = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  const changed = Buffer.from(JSON.stringify({ ...old, ...claims })).toString('base64url')
  return `${address}token=${head}.${changed}.${signature}`
}

describe('a signed address', () => {
  it('shows a private file to anybody, in parts too, until it expires', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a b.txt`, 'hello', { contentType: 'text/plain' })
    const { data, error } = await files.createSignedUrl(`${id}/a b.txt`, 60)
    expect(error).toBeNull()
    const url = data?.signedUrl ?? ''
    const response = await fetch(url)
    expect(await response.text()).toBe('hello')
    expect(Date.parse(response.headers.get('expires') ?? '')).toBe(
      Math.floor(now / 1000) * 1000 + 60_000,
    )
    const part = await fetch(url, { headers: { range: 'bytes=1-2' } })
    expect([part.status, await part.text()]).toEqual([206, 'el'])
    now += 60_000
    expect(await refusal(url)).toEqual({
      statusCode: '400',
      error: 'InvalidJWT',
      code: 'InvalidJWT',
      message: '"exp" claim timestamp check failed',
    })
  })

  it('can save the file under a name of its own', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'hello')
    const { data } = await files.createSignedUrl(`${id}/a.txt`, 60, { download: 'näme.txt' })
    const { headers } = await fetch(data?.signedUrl ?? '')
    expect(headers.get('content-disposition')).toContain('attachment')
    const plain = await files.createSignedUrl(`${id}/a.txt`, 60, { download: true })
    const { headers: same } = await fetch(plain.data?.signedUrl ?? '')
    expect(same.get('content-disposition')).toBe("attachment; filename*=UTF-8''a.txt")
  })

  it('is good for no other file, and not once tampered with', async () => {
    const { id, files } = await person()
    for (const name of ['a.txt', 'b.txt']) await files.upload(`${id}/${name}`, name)
    const { data } = await files.createSignedUrl(`${id}/a.txt`, 60)
    const url = data?.signedUrl ?? ''
    const signature = { statusCode: '400', error: 'InvalidSignature', message: 'Invalid signature' }
    expect(await refusal(url.replace('a.txt', 'b.txt'))).toMatchObject(signature)
    const tampered = { error: 'InvalidJWT', message: 'signature verification failed' }
    expect(await refusal(forged(url, { exp: 9_999_999_999 }))).toMatchObject(tampered)
    const other = forged(url, { url: `private/${id}/b.txt` }).replace('a.txt', 'b.txt')
    expect(await refusal(other)).toMatchObject(tampered)
    expect(await refusal(url.split('?')[0] ?? '')).toMatchObject({
      message: "querystring must have required property 'token'",
    })
    const keyAsToken = url.replace(/token=.*/, `token=${backend.serviceKey}`)
    expect(await refusal(keyAsToken)).toMatchObject(signature)
  })

  it('is no key: what it was signed with opens nothing else', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'a')
    const { data } = await files.createSignedUrl(`${id}/a.txt`, 60)
    const token = new URL(data?.signedUrl ?? '').searchParams.get('token')
    const headers = { authorization: `Bearer ${token}` }
    const object = await fetch(`${backend.url}/storage/v1/object/private/${id}/a.txt`, { headers })
    expect(await object.json()).toMatchObject({ statusCode: '403', error: 'Unauthorized' })
    expect((await fetch(`${backend.url}/rest/v1/`, { headers })).ok).toBe(false)
  })

  it('is given for several files at once, and for none that one may not see', async () => {
    const { id, files } = await person()
    for (const name of ['a.txt', 'b.txt']) await files.upload(`${id}/${name}`, name)
    const { data } = await files.createSignedUrls([`${id}/b.txt`, 'none', `${id}/a.txt`], 60)
    expect(data?.map(({ path, error }) => [path, error])).toEqual([
      [`${id}/b.txt`, null],
      ['none', 'Either the object does not exist or you do not have access to it'],
      [`${id}/a.txt`, null],
    ])
    expect(data?.[1]?.signedUrl).toBeNull()
    expect(await (await fetch(data?.[0]?.signedUrl ?? '')).text()).toBe('b.txt')
    const stranger = await person()
    expect((await stranger.files.createSignedUrl(`${id}/a.txt`, 60)).error).toMatchObject({
      statusCode: '404',
      message: 'Object not found',
    })
    expect((await files.createSignedUrl(`${id}/a.txt`, 0)).error?.message).toContain('expiresIn')
  })

  it('outlives nothing: the file gone, it shows none', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'a')
    const { data } = await files.createSignedUrl(`${id}/a.txt`, 60)
    await files.remove([`${id}/a.txt`])
    expect(await refusal(data?.signedUrl ?? '')).toMatchObject({ statusCode: '404' })
  })
})

describe('a signed upload', () => {
  it("lets anybody upload once in the signer's name", async () => {
    const { id, files } = await person()
    const { data, error } = await files.createSignedUploadUrl(`${id}/a b.txt`)
    expect(error).toBeNull()
    const { path = '', token = '' } = data ?? {}
    const nobody = clientOf(backend).storage.from('private')
    const uploaded = await nobody.uploadToSignedUrl(path, token, new Blob(['one']), {
      metadata: { from: 'a friend' },
    })
    expect(uploaded).toMatchObject({ data: { path, fullPath: `private/${path}` }, error: null })
    expect(await (await files.download(path)).data?.text()).toBe('one')
    expect((await files.info(path)).data).toMatchObject({ metadata: { from: 'a friend' } })
    const again = await nobody.uploadToSignedUrl(path, token, 'two', { upsert: true })
    expect(again.error).toMatchObject({ statusCode: '409', message: 'The resource already exists' })
  })

  it('may replace what is there if it was signed for that', async () => {
    const { id, files } = await person()
    await files.upload(`${id}/a.txt`, 'one')
    expect((await files.createSignedUploadUrl(`${id}/a.txt`)).error).toMatchObject({
      statusCode: '409',
    })
    const { data } = await files.createSignedUploadUrl(`${id}/a.txt`, { upsert: true })
    const nobody = clientOf(backend).storage.from('private')
    await nobody.uploadToSignedUrl(`${id}/a.txt`, data?.token ?? '', 'two')
    expect(await (await files.download(`${id}/a.txt`)).data?.text()).toBe('two')
  })

  it('is signed only for whom policies let upload there, and leaves nothing behind', async () => {
    const { files } = await person()
    expect((await files.createSignedUploadUrl('elsewhere/a.txt')).error).toMatchObject({
      statusCode: '403',
      message: 'new row violates row-level security policy for table "objects"',
    })
    const { id, files: own } = await person()
    await own.createSignedUploadUrl(`${id}/a.txt`)
    expect((await service.storage.from('private').list(id)).data).toEqual([])
  })

  it('goes nowhere else, expires after two hours and keeps to the rules of the bucket', async () => {
    const { id, files } = await person()
    const { data } = await files.createSignedUploadUrl(`${id}/a.txt`)
    const token = data?.token ?? ''
    const elsewhere = await files.uploadToSignedUrl(`${id}/b.txt`, token, 'x')
    expect(elsewhere.error).toMatchObject({ message: 'Invalid signature' })
    const big = await files.uploadToSignedUrl(`${id}/a.txt`, token, 'x'.repeat(11))
    expect(big.error).toMatchObject({ statusCode: '413' })
    now += 7_200_000
    const late = await files.uploadToSignedUrl(`${id}/a.txt`, token, 'x')
    expect(late.error).toMatchObject({ message: '"exp" claim timestamp check failed' })
  })

  it('cannot be read with, nor a signed address written to', async () => {
    const { id, files } = await person()
    const upload = await files.createSignedUploadUrl(`${id}/a.txt`)
    await files.uploadToSignedUrl(`${id}/a.txt`, upload.data?.token ?? '', 'x')
    const read = `${backend.url}/storage/v1/object/sign/private/${id}/a.txt?token=${upload.data?.token}`
    expect(await refusal(read)).toMatchObject({ error: 'InvalidSignature' })
    const { data } = await files.createSignedUrl(`${id}/a.txt`, 60)
    const write = (data?.signedUrl ?? '').replace('/object/sign/', '/object/upload/sign/')
    expect(await refusal(write, { method: 'PUT', body: 'y' })).toMatchObject({
      error: 'InvalidSignature',
    })
  })
})

describe('a picture of another size', () => {
  it('is refused in every way of asking for it', async () => {
    const files = service.storage.from('private')
    await files.upload('a.png', 'x')
    const transform = { width: 10 }
    const { data } = files.getPublicUrl('a.png', { transform })
    for (const error of [
      (await files.download('a.png', { transform })).error,
      (await files.createSignedUrl('a.png', 60, { transform })).error,
    ]) {
      expect(error).toMatchObject({ message: expect.stringContaining('Image transformation') })
    }
    expect(await refusal(data.publicUrl)).toMatchObject({
      error: 'FeatureNotEnabled',
      message: expect.stringContaining('not part of the local backend'),
    })
  })
})
