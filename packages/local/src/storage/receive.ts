import type { Context } from '../context.ts'
import { DEFAULT_SIZE_LIMIT, bucketRules, checkMimeType } from './buckets.ts'
import { type Upload, readUpload } from './upload.ts'

/** Reads an upload under the rules of its bucket. Throws `NoSuchBucket`, `EntityTooLarge`, `InvalidMimeType`. */
export async function receive(context: Context, bucket: string, request: Request): Promise<Upload> {
  const rules = await bucketRules(context, bucket)
  const file = await readUpload(request, Math.min(rules.sizeLimit, DEFAULT_SIZE_LIMIT))
  checkMimeType(rules, file.contentType)
  return file
}
