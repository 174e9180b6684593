import type { Context as HonoContext, Hono } from 'hono'
import type { Context } from '../context.ts'
import { readJson } from './body.ts'
import { bucketRules } from './buckets.ts'
import { download } from './download.ts'
import { noSuchBucket } from './errors.ts'
import { listObjectsV2, readListV2Query } from './list-v2.ts'
import { listObjects, readListQuery } from './list.ts'
import { objectInfo } from './object-info.ts'
import type { ObjectAddress } from './objects.ts'
import type { WriteMode } from './put-row.ts'
import { receive } from './receive.ts'
import { removeObject, removeObjects } from './remove-objects.ts'
import { JSON_TYPE, WHOLE_NAME, addressOf, callerFrom, readNames } from './request.ts'
import { copyObject, moveObject, readTransfer } from './transfer.ts'
import { decodedMetadata, headerText } from './upload.ts'
import { writeObject } from './write-object.ts'

type Body = Readonly<Record<string, unknown>>

/** The endpoints that read objects: their bytes and what is known about them. */
export function readEndpoints(app: Hono, context: Context): void {
  app.get(`/object/info/public/${WHOLE_NAME}`, async c => {
    const address = await publicAddress(context, c)
    return c.body(await objectInfo(context, undefined, address), 200, JSON_TYPE)
  })
  app.get(`/object/public/${WHOLE_NAME}`, async c =>
    download(context, undefined, await publicAddress(context, c), c.req.raw),
  )
  for (const path of [`/object/info/authenticated/${WHOLE_NAME}`, `/object/info/${WHOLE_NAME}`]) {
    app.get(path, async c => {
      const caller = await callerFrom(context, c)
      return c.body(await objectInfo(context, caller, addressOf(c)), 200, JSON_TYPE)
    })
  }
  for (const path of [`/object/authenticated/${WHOLE_NAME}`, `/object/${WHOLE_NAME}`]) {
    app.get(path, async c => {
      const caller = await callerFrom(context, c)
      return download(context, caller, addressOf(c), c.req.raw)
    })
  }
}

/** The endpoints that list and change objects. */
export function writeEndpoints(app: Hono, context: Context): void {
  app.post('/object/list/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const query = readListQuery(await readJson(c.req.raw))
    return c.body(await listObjects(context, caller, c.req.param('bucket'), query), 200, JSON_TYPE)
  })
  app.post('/object/list-v2/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const query = readListV2Query(await readJson(c.req.raw))
    const page = await listObjectsV2(context, caller, c.req.param('bucket'), query)
    return c.body(page, 200, JSON_TYPE)
  })
  transferEndpoints(app, context)
  app.post(`/object/${WHOLE_NAME}`, c =>
    upload(context, c, c.req.header('x-upsert') === 'true' ? 'upsert' : 'create'),
  )
  app.put(`/object/${WHOLE_NAME}`, c => upload(context, c, 'replace'))
  app.delete('/object/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const names = readNames(await readJson(c.req.raw), 'prefixes')
    const removed = await removeObjects(context, caller, c.req.param('bucket'), names)
    return c.body(removed, 200, JSON_TYPE)
  })
  app.delete(`/object/${WHOLE_NAME}`, async c => {
    await removeObject(context, await callerFrom(context, c), addressOf(c))
    return c.json({ message: 'Successfully deleted' })
  })
}

function transferEndpoints(app: Hono, context: Context): void {
  app.post('/object/move', async c => {
    const caller = await callerFrom(context, c)
    const transfer = readTransfer(await readJson(c.req.raw))
    const id = await moveObject(context, caller, transfer)
    return c.json({ message: 'Successfully moved', Id: id, Key: transfer.to.name })
  })
  app.post('/object/copy', async c => {
    const caller = await callerFrom(context, c)
    const body = await readJson(c.req.raw)
    const transfer = readTransfer(body)
    const id = await copyObject(context, caller, transfer, {
      upsert: c.req.header('x-upsert') === 'true',
      metadata: body['copyMetadata'] === false ? newMetadata(c, body) : undefined,
    })
    return c.json({ Id: id, Key: `${transfer.to.bucket}/${transfer.to.name}` })
  })
}

function newMetadata(c: HonoContext, body: Body) {
  const given = (body['metadata'] ?? {}) as Body
  const text = (name: string): string | undefined =>
    typeof given[name] === 'string' ? headerText(name, given[name]) : undefined
  return {
    cacheControl: text('cacheControl'),
    mimetype: text('mimetype'),
    userMetadata: decodedMetadata(c.req.header('x-metadata') ?? null),
  }
}

async function upload(context: Context, c: HonoContext, mode: WriteMode): Promise<Response> {
  const caller = await callerFrom(context, c)
  const address = addressOf(c)
  const file = await receive(context, address.bucket, c.req.raw)
  const id = await writeObject(context, caller, { ...address, mode }, file)
  return c.json({ Id: id, Key: `${address.bucket}/${address.name}` })
}

async function publicAddress(context: Context, c: HonoContext): Promise<ObjectAddress> {
  const address = addressOf(c)
  const rules = await bucketRules(context, address.bucket)
  if (!rules.public) throw noSuchBucket()
  return address
}
