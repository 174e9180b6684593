import { Hono, type Context as HonoContext } from 'hono'
import type { Caller, Context } from '../context.ts'
import { isAborted, unheard } from '../http/aborted.ts'
import { callerOf } from '../http/caller.ts'
import { readJson } from './body.ts'
import {
  DEFAULT_SIZE_LIMIT,
  bucketRules,
  checkMimeType,
  createBucket,
  getBucket,
  listBuckets,
} from './buckets.ts'
import { download } from './download.ts'
import { StorageError, errorResponse, noSuchBucket, toStorageError } from './errors.ts'
import { listObjects, readListQuery } from './list.ts'
import { checkObjectName } from './names.ts'
import { objectInfo } from './object-info.ts'
import type { ObjectAddress } from './objects.ts'
import { removeObjects } from './remove-objects.ts'
import { readUpload } from './upload.ts'
import { type WriteMode, writeObject } from './write-object.ts'

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' }
const MAX_REMOVED = 1000

const WHOLE_NAME = ':bucket/:name{.+}'

/** The part of Supabase Storage that supabase-js uses for buckets, upload, download, list and remove. */
export function storageRoutes(context: Context): Hono {
  const app = new Hono()
  guard(app, context)
  bucketEndpoints(app, context)
  readEndpoints(app, context)
  writeEndpoints(app, context)
  app.all('*', c => {
    throw new StorageError(
      404,
      'InvalidRequest',
      `${c.req.method} ${c.req.path} is not part of this backend`,
    )
  })
  return app
}

function guard(app: Hono, context: Context): void {
  app.onError(error => {
    if (isAborted(error)) return unheard()
    const refusal = toStorageError(error)
    if (refusal.code === 'InternalError') {
      context.warn(`storage: a request failed: ${error.message}`)
    }
    return errorResponse(refusal)
  })
}

function bucketEndpoints(app: Hono, context: Context): void {
  app.get('/bucket', async c =>
    c.body(await listBuckets(context, await callerFrom(context, c)), 200, JSON_TYPE),
  )
  app.get('/bucket/:bucket', async c => {
    const caller = await callerFrom(context, c)
    return c.body(await getBucket(context, caller, c.req.param('bucket')), 200, JSON_TYPE)
  })
  app.post('/bucket', async c => {
    const caller = await callerFrom(context, c)
    return c.json({ name: await createBucket(context, caller, await readJson(c.req.raw)) })
  })
}

function readEndpoints(app: Hono, context: Context): void {
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

function writeEndpoints(app: Hono, context: Context): void {
  app.post('/object/list/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const query = readListQuery(await readJson(c.req.raw))
    return c.body(await listObjects(context, caller, c.req.param('bucket'), query), 200, JSON_TYPE)
  })
  app.post(`/object/${WHOLE_NAME}`, c =>
    upload(context, c, c.req.header('x-upsert') === 'true' ? 'upsert' : 'create'),
  )
  app.put(`/object/${WHOLE_NAME}`, c => upload(context, c, 'replace'))
  app.delete('/object/:bucket', async c => {
    const caller = await callerFrom(context, c)
    const names = readNames(await readJson(c.req.raw))
    return c.body(
      await removeObjects(context, caller, c.req.param('bucket'), names),
      200,
      JSON_TYPE,
    )
  })
}

async function upload(context: Context, c: HonoContext, mode: WriteMode): Promise<Response> {
  const caller = await callerFrom(context, c)
  const address = addressOf(c)
  checkObjectName(address.name)
  const rules = await bucketRules(context, address.bucket)
  const file = await readUpload(c.req.raw, Math.min(rules.sizeLimit, DEFAULT_SIZE_LIMIT))
  checkMimeType(rules, file.contentType)
  const id = await writeObject(context, caller, { ...address, mode }, file)
  return c.json({ Id: id, Key: `${address.bucket}/${address.name}` })
}

function callerFrom(context: Context, c: HonoContext): Promise<Caller> {
  return callerOf(context, c.req.raw.headers)
}

function addressOf(c: HonoContext): ObjectAddress {
  return { bucket: c.req.param('bucket') ?? '', name: c.req.param('name') ?? '' }
}

async function publicAddress(context: Context, c: HonoContext): Promise<ObjectAddress> {
  const address = addressOf(c)
  const rules = await bucketRules(context, address.bucket)
  if (!rules.public) throw noSuchBucket()
  return address
}

function readNames(body: Readonly<Record<string, unknown>>): readonly string[] {
  const names = body['prefixes']
  if (
    Array.isArray(names) &&
    names.length > 0 &&
    names.length <= MAX_REMOVED &&
    names.every(name => typeof name === 'string')
  ) {
    return names
  }
  throw new StorageError(
    400,
    'InvalidRequest',
    `prefixes must be a list of 1 to ${MAX_REMOVED} object names`,
  )
}
