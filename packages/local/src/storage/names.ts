import { StorageError } from './errors.ts'

const MAX_BUCKET_NAME_LENGTH = 100
const MAX_OBJECT_NAME_LENGTH = 1024

// The characters that are safe in S3 keys, which is what Supabase Storage allows; a name adds `/`.
const SAFE = /^[\w!\-.*'() &$@=;:+,?]+$/

/** Refuses a bucket name that Supabase Storage would refuse. */
export function checkBucketName(name: string): void {
  if (name.length > MAX_BUCKET_NAME_LENGTH || name.trim() !== name || !SAFE.test(name)) {
    throw new StorageError(400, 'InvalidBucketName', 'Bucket name invalid')
  }
}

/**
 * Refuses an object name with an empty, `.` or `..` segment, with characters outside ASCII's
 * S3-safe ones, or longer than 1024 characters.
 */
export function checkObjectName(name: string): void {
  const segments = name.split('/')
  const sound = segments.every(s => SAFE.test(s) && s !== '.' && s !== '..')
  if (name.length > MAX_OBJECT_NAME_LENGTH || !sound) {
    throw new StorageError(400, 'InvalidKey', `Invalid key: ${name}`)
  }
}
