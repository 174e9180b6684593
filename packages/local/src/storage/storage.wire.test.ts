import { gzipSync } from 'node:zlib'
import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'

// As a migration for hosted Supabase has it.
const MIGRATION = `
insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true)
  on conflict do nothing;
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
  values ('small', 'small', false, 10, array['image/*', 'text/plain']);
create policy "Everyone sees pictures" on storage.objects
  for select using (bucket_id = 'pictures');
create policy "Users upload to their own folder" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'pictures' and (storage.foldername(name))[1] = (select auth.uid()::text));
create policy "Users change what is theirs" on storage.objects
  for update to authenticated using (owner_id = (select auth.uid()::text));
create policy "Users remove what is theirs" on storage.objects
  for delete to authenticated using (owner = auth.uid());
`

let backend: LocalBackend
let anon: SupabaseClient
let service: SupabaseClient
const warnings: string[] = []

beforeAll(async () => {
  backend = await testBackend({ warn: line => warnings.push(line) })
  await backend.sql(MIGRATION)
  anon = client()
  service = client(backend.serviceKey)
})

afterAll(() => backend.stop())

const client = (key?: string): SupabaseClient => clientOf(backend, key)

async function person() {
  const supabase = client()
  const { data } = await supabase.auth.signInAnonymously()
  const id = data.user?.id ?? ''
  return { id, pictures: supabase.storage.from('pictures') }
}

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255, 1, 2, 3, 4])
const png = (): Blob => new Blob([PNG], { type: 'image/png' })

let names = 0
const newName = (extension = 'png'): string => `made/${(names += 1)}.${extension}`

const publicUrl = (name: string): string =>
  service.storage.from('pictures').getPublicUrl(name).data.publicUrl

async function uploaded(
  name: string,
  body: Blob | string,
  options: Parameters<ReturnType<SupabaseClient['storage']['from']>['upload']>[2] = {},
): Promise<string> {
  const { error } = await service.storage.from('pictures').upload(name, body, options)
  if (error) throw new Error('the upload failed', { cause: error })
  return publicUrl(name)
}

const blobs = async (): Promise<number> =>
  Number((await backend.sql('select count(*) from storage.blobs')).rows[0]?.['count'])

describe('a picture', () => {
  it('that a worker uploads is shown to anybody at its public address', async () => {
    const name = newName()
    const { data, error } = await service.storage
      .from('pictures')
      .upload(name, png(), { cacheControl: '31536000' })
    expect(error).toBeNull()
    expect(data).toEqual({ id: expect.any(String), path: name, fullPath: `pictures/${name}` })
    const response = await fetch(publicUrl(name))
    expect(response.status).toBe(200)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '10',
      'cache-control': 'max-age=31536000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    })
  })

  it('is not sent again to a browser that has it', async () => {
    const url = await uploaded(newName(), png())
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    const again = await fetch(url, { headers: { 'If-None-Match': `W/${etag}` } })
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' })
    const other = await fetch(url, { headers: { 'If-None-Match': '"other"' } })
    expect(other.status).toBe(200)
  })

  it('can be read in parts', async () => {
    const url = await uploaded(newName(), png())
    const part = await fetch(url, { headers: { Range: 'bytes=1-3' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe('bytes 1-3/10')
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(PNG.slice(1, 4))
    const beyond = await fetch(url, { headers: { Range: 'bytes=10-' } })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
  })

  it('can be asked about without its bytes', async () => {
    const name = newName()
    const url = await uploaded(name, png(), { metadata: { prompt: 'a fox' } })
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('10')
    const { data } = await service.storage.from('pictures').info(name)
    expect(data).toMatchObject({
      name,
      bucketId: 'pictures',
      size: 10,
      contentType: 'image/png',
      metadata: { prompt: 'a fox' },
    })
    expect((await service.storage.from('pictures').exists(name)).data).toBe(true)
    expect((await service.storage.from('pictures').exists('made/none.png')).data).toBe(false)
  })

  it('can be saved under a name of its own', async () => {
    const name = newName()
    await uploaded(name, png())
    const { data } = service.storage
      .from('pictures')
      .getPublicUrl(name, { download: "an (odd) näme'\r\n.png" })
    const { headers } = await fetch(data.publicUrl)
    expect(headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''an%20%28odd%29%20n%C3%A4me%27%0D%0A.png",
    )
  })

  it.each([
    ['text/html', '<script>fetch("/rest/v1/")</script>'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ])('that is %s cannot run script', async (contentType, body) => {
    const url = await uploaded(newName('x'), body, { contentType })
    const { headers } = await fetch(url)
    expect(headers.get('content-type')).toBe(contentType)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('content-security-policy')).not.toContain('allow-scripts')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('may be empty', async () => {
    const response = await fetch(await uploaded(newName('txt'), ''))
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: 200,
      body: '',
    })
  })

  it('is given out encoded as it was stored', async () => {
    const bytes = gzipSync('squeezed')
    const pictures = service.storage.from('pictures')
    for (const body of [bytes, new Blob([bytes], { type: 'text/plain' })]) {
      const options = { contentType: 'text/plain', contentEncoding: 'gzip', upsert: true }
      expect((await pictures.upload('made/a.gz', body, options)).error).toBeNull()
      const response = await fetch(publicUrl('made/a.gz'))
      expect(response.headers.get('content-encoding')).toBe('gzip')
      expect(await response.text()).toBe('squeezed')
      expect((await pictures.info('made/a.gz')).data).toMatchObject({ contentEncoding: 'gzip' })
    }
  })

  it.each([
    [
      'a form',
      () => {
        const form = new FormData()
        form.append('cacheControl', '7')
        form.append('', new File(['form'], 'x.txt', { type: 'text/css' }))
        return form
      },
      'text/css',
      'form',
    ],
    ['a file', () => new File(['file'], 'x.txt', { type: 'text/css' }), 'text/css', 'file'],
    ['a buffer', () => Buffer.from('buffer'), 'text/html', 'buffer'],
    ['bytes', () => new TextEncoder().encode('bytes').buffer, 'text/html', 'bytes'],
    ['a stream', () => new Response('stream').body, 'text/html', 'stream'],
  ])('may come as %s', async (_, make, contentType, text) => {
    const body = make() ?? ''
    const options = { contentType: 'text/html', cacheControl: '7', duplex: 'half', upsert: true }
    const { error } = await service.storage.from('pictures').upload('made/any', body, options)
    expect(error).toBeNull()
    const response = await fetch(publicUrl('made/any'))
    expect(response.headers.get('content-type')).toBe(contentType)
    expect(response.headers.get('cache-control')).toBe('max-age=7')
    expect(await response.text()).toBe(text)
  })

  it('keeps a name with spaces, quotes and percent-encoded letters', async () => {
    const name = "made/it's (a) & b+c=d,e;f@g$.png"
    const response = await fetch(await uploaded(name, png()))
    expect(response.status).toBe(200)
    const { data } = await service.storage.from('pictures').download(name)
    expect(data?.size).toBe(10)
  })
})

describe('uploading', () => {
  it('to the own folder is allowed, with bytes and owner stored', async () => {
    const { id, pictures } = await person()
    const { error } = await pictures.upload(`${id}/me.png`, PNG.buffer, {
      contentType: 'image/png',
    })
    expect(error).toBeNull()
    const { rows } = await backend.sql(
      'select owner, owner_id, path_tokens from storage.objects where name = $1',
      [`${id}/me.png`],
    )
    expect(rows).toEqual([{ owner: id, owner_id: id, path_tokens: `{${id},me.png}` }])
  })

  it("to somebody else's folder, or signed out, is refused and leaves no bytes", async () => {
    const before = await blobs()
    const { pictures } = await person()
    const foreign = await pictures.upload('somebody/me.png', png())
    expect(foreign.error).toMatchObject({
      status: 400,
      statusCode: '403',
      message: 'new row violates row-level security policy for table "objects"',
    })
    const signedOut = await anon.storage.from('pictures').upload('x.png', png())
    expect(signedOut.error).toMatchObject({ statusCode: '403' })
    expect(await blobs()).toBe(before)
  })

  it('over an existing picture is refused, unless an upsert is meant', async () => {
    const { id, pictures } = await person()
    const name = `${id}/me.txt`
    await pictures.upload(name, 'one')
    const duplicate = await pictures.upload(name, 'two')
    expect(duplicate.error).toMatchObject({
      statusCode: '409',
      message: 'The resource already exists',
    })
    expect((await pictures.upload(name, 'three', { upsert: true })).error).toBeNull()
    expect(await (await fetch(publicUrl(name))).text()).toBe('three')
    expect((await pictures.update(name, 'four')).error).toBeNull()
    expect(await (await fetch(publicUrl(name))).text()).toBe('four')
  })

  it("over somebody else's picture is refused by the policies", async () => {
    const name = newName('txt')
    await uploaded(name, 'mine')
    const { pictures } = await person()
    expect((await pictures.upload(name, 'yours', { upsert: true })).error).toMatchObject({
      statusCode: '403',
    })
    expect((await pictures.update(name, 'yours')).error).toMatchObject({ statusCode: '404' })
    expect(await (await fetch(publicUrl(name))).text()).toBe('mine')
  })

  it('the same name at the same moment stores one picture whole', async () => {
    const name = newName('txt')
    const answers = await Promise.all(
      ['one', 'two', 'three'].map(text =>
        service.storage.from('pictures').upload(name, text.repeat(1000), { upsert: true }),
      ),
    )
    expect(answers.map(({ error }) => error)).toEqual([null, null, null])
    const text = await (await fetch(publicUrl(name))).text()
    expect(['one', 'two', 'three'].map(part => part.repeat(1000))).toContain(text)
  })

  it('more than the bucket allows is refused, multipart and raw', async () => {
    const small = service.storage.from('small')
    expect((await small.upload('fits.png', png())).error).toBeNull()
    for (const body of [new Blob(['x'.repeat(11)], { type: 'text/plain' }), 'x'.repeat(11)]) {
      const { error } = await small.upload('big.txt', body)
      expect(error).toMatchObject({
        statusCode: '413',
        message: 'The object exceeded the maximum allowed size',
      })
    }
  })

  it('far too much is refused with an answer, not a broken connection', async () => {
    const body = new Uint8Array(8 * 1024 * 1024)
    const small = service.storage.from('small')
    for (let i = 0; i < 3; i += 1) {
      expect((await small.upload('big.txt', body)).error).toMatchObject({ statusCode: '413' })
      expect((await small.list()).error).toBeNull()
    }
  })

  it('a type that the bucket does not allow is refused', async () => {
    const { error } = await service.storage
      .from('small')
      .upload('x.html', 'x', { contentType: 'text/html' })
    expect(error).toMatchObject({
      statusCode: '415',
      message: 'mime type text/html is not supported',
    })
    const plain = await service.storage.from('small').upload('x.txt', 'x')
    expect(plain.error).toBeNull()
  })

  it('a picture of several megabytes keeps every byte', async () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) % 256)
    const url = await uploaded(newName(), new Blob([bytes]))
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(url, { headers: { Range: 'bytes=2999990-' } })
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(2_999_990))
  })

  it.each(['ä.png', 'a[1].png', '<b>.png', 'a%5Cb.png', 'a%00b.png'])(
    'under the name %s is refused',
    async name => {
      const { error } = await service.storage.from('pictures').upload(name, png())
      expect(error?.message).toContain('Invalid key')
    },
  )

  it('to a bucket that does not exist is refused', async () => {
    const { error } = await service.storage.from('nowhere').upload('a.png', png())
    expect(error).toMatchObject({ statusCode: '404', message: 'Bucket not found' })
  })

  it.each([
    ['a path that climbs', '%2e%2e%2fx.png', {}, 'Invalid key: ../x.png'],
    ['an empty folder name', 'a%2F%2Fb.png', {}, 'Invalid key: a//b.png'],
    ['no name', '', {}, 'is not part of this backend'],
    [
      'a broken form',
      'x',
      { 'content-type': 'multipart/form-data; boundary=b' },
      'The multipart body could not be read',
    ],
    ['metadata that is no object', 'x', { 'x-metadata': 'W10=' }, 'must be a JSON object'],
  ])('with %s is refused', async (_, name, headers, message) => {
    const response = await fetch(`${backend.url}/storage/v1/object/pictures/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${backend.serviceKey}`, ...headers },
      body: 'x',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      statusCode: expect.stringMatching(/^4\d\d$/),
      error: expect.any(String),
      code: expect.any(String),
      message: expect.stringContaining(message),
    })
  })
})

describe('reading', () => {
  it('from a private bucket needs a policy or the service key', async () => {
    await service.storage.from('small').upload('secret.txt', 'secret', { upsert: true })
    const open = await fetch(`${backend.url}/storage/v1/object/public/small/secret.txt`)
    expect(open.status).toBe(400)
    expect(await open.json()).toMatchObject({ statusCode: '404', error: 'Bucket not found' })
    expect((await anon.storage.from('small').download('secret.txt')).error).not.toBeNull()
    const { data } = await service.storage.from('small').download('secret.txt')
    expect(await data?.text()).toBe('secret')
  })

  it('what is not there says so', async () => {
    const response = await fetch(publicUrl('made/none.png'))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      statusCode: '404',
      error: 'not_found',
      message: 'Object not found',
      code: 'NoSuchKey',
    })
  })

  it('with an expired or foreign token is refused', async () => {
    const { data, error } = await client('not.a.key').storage.from('pictures').list()
    expect(data).toBeNull()
    expect(error).toMatchObject({ statusCode: '403' })
  })
})

describe('removing', () => {
  it('takes rows and bytes away and says which', async () => {
    const before = await blobs()
    const names = [newName(), newName()]
    for (const name of names) await uploaded(name, png())
    expect(await blobs()).toBe(before + 2)
    const { data, error } = await service.storage.from('pictures').remove([...names, 'made/none'])
    expect(error).toBeNull()
    expect(data?.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    expect((await fetch(publicUrl(names[0] ?? ''))).status).toBe(400)
    expect(await blobs()).toBe(before)
  })

  it('of an own picture takes its bytes away too', async () => {
    const before = await blobs()
    const { id, pictures } = await person()
    await pictures.upload(`${id}/me.png`, png())
    expect(await blobs()).toBe(before + 1)
    expect((await pictures.remove([`${id}/me.png`])).data).toHaveLength(1)
    expect(await blobs()).toBe(before)
  })

  it("of somebody else's picture removes nothing and is no error", async () => {
    const name = newName()
    const url = await uploaded(name, png())
    const { pictures } = await person()
    expect(await pictures.remove([name])).toMatchObject({ data: [], error: null })
    expect((await fetch(url)).status).toBe(200)
  })

  it('past the API is refused, as on Supabase', async () => {
    await expect(backend.sql('delete from storage.objects')).rejects.toThrow(
      'Direct deletion from storage tables is not allowed',
    )
  })
})

it('keeps the bytes out of reach of every role but the owner', async () => {
  const { rows } = await backend.sql(`
    select has_table_privilege(r, 'storage.blobs', 'select, insert, update, delete') as may
    from unnest(array['anon', 'authenticated', 'service_role']) r`)
  expect(rows.map(row => row['may'])).toEqual(['f', 'f', 'f'])
})

it('offers the helpers that policies use', async () => {
  const { rows } = await backend.sql(
    `select storage.foldername(n) as folders, storage.filename(n) as file, storage.extension(n) as extension
     from (values ('a/b/c.tar.gz'), ('plain')) as names(n)`,
  )
  expect(rows).toEqual([
    { folders: '{a,b}', file: 'c.tar.gz', extension: 'gz' },
    { folders: '{}', file: 'plain', extension: 'plain' },
  ])
})

it('warns about nothing while all this happens', () => {
  expect(warnings).toEqual([])
})
