import type { Hono } from 'hono'
import type { Context } from '../context.ts'
import { readJson } from './body.ts'
import { listBuckets, readBucketQuery } from './bucket-list.ts'
import { createBucket, deleteBucket, emptyBucket, updateBucket } from './bucket-write.ts'
import { getBucket } from './buckets.ts'
import { JSON_TYPE, callerFrom } from './request.ts'

/** The endpoints under `/bucket`. */
export function bucketEndpoints(app: Hono, context: Context): void {
  app.get('/bucket', async c => {
    const query = readBucketQuery(new URL(c.req.url).searchParams)
    return c.body(await listBuckets(context, await callerFrom(context, c), query), 200, JSON_TYPE)
  })
  app.get('/bucket/:bucket', async c => {
    const caller = await callerFrom(context, c)
    return c.body(await getBucket(context, caller, c.req.param('bucket')), 200, JSON_TYPE)
  })
  app.post('/bucket', async c => {
    const caller = await callerFrom(context, c)
    return c.json({ name: await createBucket(context, caller, await readJson(c.req.raw)) })
  })
  app.put('/bucket/:bucket', async c => {
    const caller = await callerFrom(context, c)
    await updateBucket(context, caller, c.req.param('bucket'), await readJson(c.req.raw))
    return c.json({ message: 'Successfully updated' })
  })
  app.post('/bucket/:bucket/empty', async c => {
    await emptyBucket(context, await callerFrom(context, c), c.req.param('bucket'))
    return c.json({ message: 'Successfully emptied' })
  })
  app.delete('/bucket/:bucket', async c => {
    await deleteBucket(context, await callerFrom(context, c), c.req.param('bucket'))
    return c.json({ message: 'Successfully deleted' })
  })
}
