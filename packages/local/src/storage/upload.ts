import { parseJson } from '../json.ts'
import { readBytes, tooLarge } from './body.ts'
import { StorageError } from './errors.ts'

/** The bytes of an upload and what the client says about them. */
export interface Upload {
  readonly data: Buffer<ArrayBuffer>
  readonly contentType: string
  readonly cacheControl: string
  /** How the bytes are encoded, such as `gzip`; undefined for not at all. They are kept as they are. */
  readonly contentEncoding: string | undefined
  /** A JSON object's text; undefined when the client sent none. */
  readonly userMetadata: string | undefined
}

// Boundaries, part headers and the small fields beside the file.
const MULTIPART_OVERHEAD_BYTES = 64 * 1024

const DEFAULT_CACHE_CONTROL = 'no-cache'
const DEFAULT_CONTENT_TYPE = 'application/octet-stream'

/**
 * Reads an upload, multipart or raw. Throws `EntityTooLarge` for more than `maxBytes`.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!contentType.toLowerCase().startsWith('multipart/form-data')) {
    return {
      data: await readBytes(request, maxBytes),
      contentType: contentType || DEFAULT_CONTENT_TYPE,
      cacheControl: request.headers.get('cache-control') ?? DEFAULT_CACHE_CONTROL,
      contentEncoding: request.headers.get('content-encoding') ?? undefined,
      userMetadata: decodedMetadata(request.headers.get('x-metadata')),
    }
  }
  const body = await readBytes(request, maxBytes + MULTIPART_OVERHEAD_BYTES)
  const upload = await readForm(body, contentType)
  if (upload.data.length > maxBytes) throw tooLarge()
  return upload
}

async function readForm(body: Buffer<ArrayBuffer>, contentType: string): Promise<Upload> {
  let form: FormData
  try {
    form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new StorageError(400, 'InvalidRequest', 'The multipart body could not be read')
  }
  const file = [...form.values()].find(value => typeof value !== 'string')
  if (file === undefined) throw new StorageError(400, 'InvalidRequest', 'No content provided')
  const seconds = form.get('cacheControl')
  const metadata = form.get('metadata')
  const encoding = form.get('contentEncoding')
  return {
    data: Buffer.from(await file.arrayBuffer()),
    contentType: headerText('content type', file.type) || DEFAULT_CONTENT_TYPE,
    cacheControl: typeof seconds === 'string' ? maxAge(seconds) : DEFAULT_CACHE_CONTROL,
    contentEncoding:
      typeof encoding === 'string'
        ? headerText('contentEncoding', encoding) || undefined
        : undefined,
    userMetadata: typeof metadata === 'string' ? jsonObject(metadata) : undefined,
  }
}

/** Text that will be sent as a header. Throws `InvalidRequest` for what no header can hold. */
export function headerText(name: string, text: string): string {
  if (/^[\t\x20-\x7e]*$/.test(text)) return text
  throw new StorageError(400, 'InvalidRequest', `${name} must be plain ASCII on one line`)
}

const maxAge = (seconds: string): string =>
  /^\d+$/.test(seconds) ? `max-age=${seconds}` : DEFAULT_CACHE_CONTROL

/** The header `x-metadata`: a JSON object's text in base64. Throws `InvalidRequest` for anything else. */
export function decodedMetadata(header: string | null): string | undefined {
  return header === null ? undefined : jsonObject(Buffer.from(header, 'base64').toString())
}

function jsonObject(text: string): string {
  try {
    const value = parseJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new StorageError(400, 'InvalidRequest', 'The metadata of an object must be a JSON object')
}
