import { Hono } from 'hono'
import type { Context } from '../context.ts'
import { isAborted, unheard } from '../http/aborted.ts'
import { bucketEndpoints } from './bucket-routes.ts'
import { StorageError, errorResponse, toStorageError, transformationRefused } from './errors.ts'
import { readEndpoints, writeEndpoints } from './object-routes.ts'
import { signedEndpoints } from './signed-routes.ts'

/**
 * The part of Supabase Storage that apps use for files: buckets, objects, signed addresses. What is
 * not here (pictures resized on the way, resumable uploads, the S3 protocol) says so.
 */
export function storageRoutes(context: Context): Hono {
  const app = new Hono()
  guard(app, context)
  app.get('/status', c => c.body(null, 200))
  bucketEndpoints(app, context)
  signedEndpoints(app, context)
  readEndpoints(app, context)
  writeEndpoints(app, context)
  app.all('/render/image/*', () => {
    throw transformationRefused()
  })
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
