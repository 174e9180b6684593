import { parseJson } from '../json.ts'
import { StorageError } from './errors.ts'

const MAX_JSON_BYTES = 1024 * 1024

/** The refusal of more bytes than are allowed. */
export function tooLarge(): StorageError {
  return new StorageError(413, 'EntityTooLarge', 'The object exceeded the maximum allowed size')
}

/**
 * Reads a body. Throws `EntityTooLarge` for more than `maxBytes`, which are never all in memory;
 * the rest is still read, because a client that is sending hears no answer.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > maxBytes) throw tooLarge()
  return Buffer.concat(chunks)
}

/** Reads a body that is a JSON object of 1 MB at most. Throws `InvalidRequest` for anything else. */
export async function readJson(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readBytes(request, MAX_JSON_BYTES)
  let value: unknown
  try {
    value = parseJson(bytes.toString())
  } catch {
    throw new StorageError(400, 'InvalidRequest', 'The request body is not JSON')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new StorageError(400, 'InvalidRequest', 'The request body must be a JSON object')
}
