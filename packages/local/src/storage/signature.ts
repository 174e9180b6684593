import { type Context, TokenError } from '../context.ts'
import { StorageError, tokenReason } from './errors.ts'
import type { ObjectAddress } from './objects.ts'

/** The address in a signature, `bucket/folder/name`. */
const pathOf = ({ bucket, name }: ObjectAddress): string => `${bucket}/${name}`

/** Supabase's, in seconds: two hours. */
const UPLOAD_EXPIRES_IN = 7200

/** What a signature for uploading lets its bearer do, on whose account. */
export interface SignedUpload {
  readonly owner: string | undefined
  readonly upsert: boolean
}

/** A token with which whoever has it can read the object for `expiresIn` seconds. */
export function signDownload(
  context: Context,
  address: ObjectAddress,
  expiresIn: number,
): Promise<string> {
  return sign(context, { url: pathOf(address) }, expiresIn)
}

/** A token with which whoever has it can upload to the address for two hours. */
export function signUpload(
  context: Context,
  address: ObjectAddress,
  { owner, upsert }: SignedUpload,
): Promise<string> {
  const claims = { url: pathOf(address), upsert, ...(owner === undefined ? {} : { owner }) }
  return sign(context, claims, UPLOAD_EXPIRES_IN)
}

// No role is ever in it, so that it cannot pass for an access token, nor one for it.
function sign(context: Context, claims: object, expiresIn: number): Promise<string> {
  const iat = Math.floor(context.now() / 1000)
  return context.tokens.sign({ ...claims, iat, exp: iat + expiresIn })
}

/** Until when the download is signed, in milliseconds since the epoch. Throws `InvalidJWT`, `InvalidSignature`. */
export async function checkDownload(
  context: Context,
  address: ObjectAddress,
  token: string,
): Promise<number> {
  const claims = await signedClaims(context, address, token)
  if (claims['upsert'] !== undefined) throw invalidSignature()
  return Number(claims['exp']) * 1000
}

/** What was signed for an upload. Throws `InvalidJWT`, `InvalidSignature`. */
export async function checkSignedUpload(
  context: Context,
  address: ObjectAddress,
  token: string,
): Promise<SignedUpload> {
  const { owner, upsert } = await signedClaims(context, address, token)
  if (typeof upsert !== 'boolean') throw invalidSignature()
  return { upsert, owner: typeof owner === 'string' ? owner : undefined }
}

async function signedClaims(
  context: Context,
  address: ObjectAddress,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  const claims = await readToken(context, token)
  if (claims['url'] !== pathOf(address) || typeof claims['exp'] !== 'number') {
    throw invalidSignature()
  }
  return claims
}

async function readToken(
  context: Context,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await context.tokens.read(token)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new StorageError(400, 'InvalidJWT', tokenReason(error))
  }
}

const invalidSignature = (): StorageError =>
  new StorageError(400, 'InvalidSignature', 'Invalid signature')
