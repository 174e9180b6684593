import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { clientOf } from '../auth/testing/client.ts'
import { newName, png, PNG, preparePictures } from './testing/pictures.ts'

const stage = preparePictures()
const { blobs, person, publicUrl, uploaded } = stage

describe('a picture', () => {
  it('that a worker uploads is shown to anybody at its public address', async () => {
    const name = newName()
    const { data, error } = await stage.service.storage
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
    const { data } = await stage.service.storage.from('pictures').info(name)
    expect(data).toMatchObject({
      name,
      bucketId: 'pictures',
      size: 10,
      contentType: 'image/png',
      metadata: { prompt: 'a fox' },
    })
    expect((await stage.service.storage.from('pictures').exists(name)).data).toBe(true)
    expect((await stage.service.storage.from('pictures').exists('made/none.png')).data).toBe(false)
  })

  it('can be saved under a name of its own', async () => {
    const name = newName()
    await uploaded(name, png())
    const { data } = stage.service.storage
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
    const pictures = stage.service.storage.from('pictures')
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
    const { error } = await stage.service.storage.from('pictures').upload('made/any', body, options)
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
    const { data } = await stage.service.storage.from('pictures').download(name)
    expect(data?.size).toBe(10)
  })
})

describe('reading', () => {
  it('from a private bucket needs a policy or the service key', async () => {
    await stage.service.storage.from('small').upload('secret.txt', 'secret', { upsert: true })
    const open = await fetch(`${stage.backend.url}/storage/v1/object/public/small/secret.txt`)
    expect(open.status).toBe(400)
    expect(await open.json()).toMatchObject({ statusCode: '404', error: 'Bucket not found' })
    expect((await stage.anon.storage.from('small').download('secret.txt')).error).not.toBeNull()
    const { data } = await stage.service.storage.from('small').download('secret.txt')
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
    const { data, error } = await clientOf(stage.backend, 'not.a.key')
      .storage.from('pictures')
      .list()
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
    const { data, error } = await stage.service.storage
      .from('pictures')
      .remove([...names, 'made/none'])
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
    await expect(stage.backend.sql('delete from storage.objects')).rejects.toThrow(
      'Direct deletion from storage tables is not allowed',
    )
  })
})

it('keeps the bytes out of reach of every role but the owner', async () => {
  const { rows } = await stage.backend.sql(`
    select has_table_privilege(r, 'storage.blobs', 'select, insert, update, delete') as may
    from unnest(array['anon', 'authenticated', 'service_role']) r`)
  expect(rows.map(row => row['may'])).toEqual(['f', 'f', 'f'])
})

it('offers the helpers that policies use', async () => {
  const { rows } = await stage.backend.sql(
    `select storage.foldername(n) as folders, storage.filename(n) as file, storage.extension(n) as extension
     from (values ('a/b/c.tar.gz'), ('plain')) as names(n)`,
  )
  expect(rows).toEqual([
    { folders: '{a,b}', file: 'c.tar.gz', extension: 'gz' },
    { folders: '{}', file: 'plain', extension: 'plain' },
  ])
})

it('warns about nothing while all this happens', () => {
  expect(stage.warnings).toEqual([])
})
