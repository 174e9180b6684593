import type { Hono } from 'hono'
import type { Context } from '../context.ts'
import { readJson } from './body.ts'
import { download } from './download.ts'
import { transformationRefused } from './errors.ts'
import { ownerOf } from './put-row.ts'
import { receive } from './receive.ts'
import { WHOLE_NAME, addressOf, callerFrom, readNames, tokenOf } from './request.ts'
import { readExpiresIn, signObject, signObjects } from './sign-objects.ts'
import { checkDownload, checkSignedUpload, signUpload } from './signature.ts'
import { checkUpload, writeSignedObject } from './write-object.ts'

/** The endpoints that sign addresses, and those that such addresses lead to. */
export function signedEndpoints(app: Hono, context: Context): void {
  uploadEndpoints(app, context)
  app.post('/object/sign/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const body = await readJson(c.req.raw)
    const objects = { bucket: c.req.param('bucket'), names: readNames(body, 'paths') }
    return c.json(await signObjects(context, caller, objects, readExpiresIn(body)))
  })
  app.post(`/object/sign/${WHOLE_NAME}`, async c => {
    const caller = await callerFrom(context, c)
    const body = await readJson(c.req.raw)
    if (body['transform'] !== undefined) throw transformationRefused()
    const signedURL = await signObject(context, caller, addressOf(c), readExpiresIn(body))
    return c.json({ signedURL })
  })
  app.get(`/object/sign/${WHOLE_NAME}`, async c => {
    const address = addressOf(c)
    const until = await checkDownload(context, address, tokenOf(c))
    const response = await download(context, undefined, address, c.req.raw)
    response.headers.set('Expires', new Date(until).toUTCString())
    return response
  })
}

function uploadEndpoints(app: Hono, context: Context): void {
  app.post(`/object/upload/sign/${WHOLE_NAME}`, async c => {
    const caller = await callerFrom(context, c)
    const address = addressOf(c)
    const upsert = c.req.header('x-upsert') === 'true'
    await checkUpload(context, caller, { ...address, mode: upsert ? 'upsert' : 'create' })
    const token = await signUpload(context, address, { owner: ownerOf(caller), upsert })
    const url = `/object/upload/sign/${address.bucket}/${encodeName(address.name)}?token=${token}`
    return c.json({ url, token })
  })
  app.put(`/object/upload/sign/${WHOLE_NAME}`, async c => {
    const address = addressOf(c)
    const { owner, upsert } = await checkSignedUpload(context, address, tokenOf(c))
    const upload = await receive(context, address.bucket, c.req.raw)
    const mode = upsert ? 'upsert' : 'create'
    const id = await writeSignedObject(context, { ...address, mode, owner }, upload)
    return c.json({ Id: id, Key: `${address.bucket}/${address.name}` })
  })
}

/** The client takes this address as it is, and reads the token out of it. */
function encodeName(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/')
}
