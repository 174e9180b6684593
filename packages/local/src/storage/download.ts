import type { Caller, Context } from '../context.ts'
import { StorageError, errorResponse } from './errors.ts'
import type { ObjectAddress } from './objects.ts'
import { type StoredObject, openObject } from './open-object.ts'
import { readRange } from './range.ts'

// An uploaded HTML or SVG file is served from the backend's own origin: it may be looked at, but
// not run script, load anything or act as that origin.
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

/**
 * Answers GET and HEAD for an object: ranges, ETag, `?download`. Without a caller policies are
 * not asked, which is for public buckets only.
 */
export function download(
  context: Context,
  caller: Caller | undefined,
  address: ObjectAddress,
  request: Request,
): Promise<Response> {
  return openObject(context, caller, address, async ({ object, bytes }) => {
    const headers = headersOf(object, address, request)
    if (isUnchanged(request.headers, object)) return new Response(null, { status: 304, headers })
    const asked = readRange(rangeHeader(request.headers, object), object.size)
    switch (asked.kind) {
      case 'whole':
        headers.set('Content-Length', String(object.size))
        return new Response(request.method === 'HEAD' ? null : await bytes(), { headers })
      case 'part': {
        const { start, end } = asked.range
        headers.set('Content-Length', String(end - start + 1))
        headers.set('Content-Range', `bytes ${start}-${end}/${object.size}`)
        const body = request.method === 'HEAD' ? null : await bytes(asked.range)
        return new Response(body, { status: 206, headers })
      }
      case 'unsatisfiable': {
        const refusal = errorResponse(
          new StorageError(416, 'InvalidRange', 'The requested range is not satisfiable'),
        )
        refusal.headers.set('Content-Range', `bytes */${object.size}`)
        return refusal
      }
    }
  })
}

function headersOf(object: StoredObject, address: ObjectAddress, request: Request): Headers {
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': object.cacheControl,
    'Content-Security-Policy': SANDBOX,
    'Content-Type': object.contentType,
    ETag: object.etag,
    'Last-Modified': new Date(object.updatedAt).toUTCString(),
    'X-Content-Type-Options': 'nosniff',
  })
  if (object.contentEncoding !== '') headers.set('Content-Encoding', object.contentEncoding)
  const wanted = new URL(request.url).searchParams.get('download')
  if (wanted !== null) {
    const fileName = wanted || (address.name.split('/').at(-1) ?? '')
    headers.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeFileName(fileName)}`)
  }
  return headers
}

/** Percent-encodes for RFC 8187, which allows fewer characters than a URI component. */
function encodeFileName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const weak = (etag: string): string => etag.trim().replace(/^W\//, '')

function isUnchanged(headers: Headers, object: StoredObject): boolean {
  const known = headers.get('if-none-match')
  if (known !== null) {
    return known.split(',').some(etag => etag.trim() === '*' || weak(etag) === weak(object.etag))
  }
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  return Number.isFinite(since) && Math.floor(object.updatedAt / 1000) * 1000 <= since
}

function rangeHeader(headers: Headers, object: StoredObject): string | null {
  const condition = headers.get('if-range')
  return condition === null || condition === object.etag ? headers.get('range') : null
}
