import type { Caller, Context } from '../context.ts'
import { StorageError, noSuchKey } from './errors.ts'
import type { ObjectAddress } from './objects.ts'
import { signDownload } from './signature.ts'

type Body = Readonly<Record<string, unknown>>

/** Seconds for which to sign. Throws `InvalidRequest` for anything but a whole number from 1. */
export function readExpiresIn(body: Body): number {
  const seconds = body['expiresIn']
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 1) return seconds
  throw new StorageError(400, 'InvalidRequest', 'body/expiresIn must be a whole number, 1 or more')
}

/** The address that reads an object without a key. Throws `NoSuchKey` for one the caller may not see. */
export async function signObject(
  context: Context,
  caller: Caller,
  address: ObjectAddress,
  expiresIn: number,
): Promise<string> {
  const seen = await visibleNames(context, caller, address.bucket, [address.name])
  if (!seen.has(address.name)) throw noSuchKey()
  return signedUrl(context, address, expiresIn)
}

/** One of several objects that were to be signed. */
export interface SignedObject {
  readonly error: string | null
  readonly path: string
  /** Null for one that the caller may not see. */
  readonly signedURL: string | null
}

/** The addresses of several objects, in the order of their names. */
export async function signObjects(
  context: Context,
  caller: Caller,
  { bucket, names }: { readonly bucket: string; readonly names: readonly string[] },
  expiresIn: number,
): Promise<readonly SignedObject[]> {
  const seen = await visibleNames(context, caller, bucket, names)
  return Promise.all(
    names.map(async path =>
      seen.has(path)
        ? {
            error: null,
            path,
            signedURL: await signedUrl(context, { bucket, name: path }, expiresIn),
          }
        : {
            error: 'Either the object does not exist or you do not have access to it',
            path,
            signedURL: null,
          },
    ),
  )
}

async function signedUrl(
  context: Context,
  address: ObjectAddress,
  expiresIn: number,
): Promise<string> {
  const token = await signDownload(context, address, expiresIn)
  return `/object/sign/${address.bucket}/${address.name}?token=${token}`
}

function visibleNames(
  context: Context,
  caller: Caller,
  bucket: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ name: string }>(
      'select name from storage.objects where bucket_id = $1 and name = any($2::text[])',
      [bucket, [...names]],
    )
    return new Set(rows.map(({ name }) => name))
  })
}
