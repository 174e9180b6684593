import { describe, expect, it } from 'vitest'
import { newName, png, PNG, preparePictures } from './testing/pictures.ts'

const stage = preparePictures()
const { blobs, person, publicUrl, uploaded } = stage

describe('uploading', () => {
  it('to the own folder is allowed, with bytes and owner stored', async () => {
    const { id, pictures } = await person()
    const { error } = await pictures.upload(`${id}/me.png`, PNG.buffer, {
      contentType: 'image/png',
    })
    expect(error).toBeNull()
    const { rows } = await stage.backend.sql(
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
    const signedOut = await stage.anon.storage.from('pictures').upload('x.png', png())
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
        stage.service.storage.from('pictures').upload(name, text.repeat(1000), { upsert: true }),
      ),
    )
    expect(answers.map(({ error }) => error)).toEqual([null, null, null])
    const text = await (await fetch(publicUrl(name))).text()
    expect(['one', 'two', 'three'].map(part => part.repeat(1000))).toContain(text)
  })

  it('more than the bucket allows is refused, multipart and raw', async () => {
    const small = stage.service.storage.from('small')
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
    const small = stage.service.storage.from('small')
    for (let i = 0; i < 3; i += 1) {
      expect((await small.upload('big.txt', body)).error).toMatchObject({ statusCode: '413' })
      expect((await small.list()).error).toBeNull()
    }
  })

  it('a type that the bucket does not allow is refused', async () => {
    const { error } = await stage.service.storage
      .from('small')
      .upload('x.html', 'x', { contentType: 'text/html' })
    expect(error).toMatchObject({
      statusCode: '415',
      message: 'mime type text/html is not supported',
    })
    const plain = await stage.service.storage.from('small').upload('x.txt', 'x')
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
      const { error } = await stage.service.storage.from('pictures').upload(name, png())
      expect(error?.message).toContain('Invalid key')
    },
  )

  it('to a bucket that does not exist is refused', async () => {
    const { error } = await stage.service.storage.from('nowhere').upload('a.png', png())
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
    const response = await fetch(`${stage.backend.url}/storage/v1/object/pictures/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.backend.serviceKey}`, ...headers },
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

it('warns about nothing while all this happens', () => {
  expect(stage.warnings).toEqual([])
})
