import type { Context as HonoContext } from 'hono'
import type { Caller, Context } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import { StorageError } from './errors.ts'
import { checkObjectName } from './names.ts'
import type { ObjectAddress } from './objects.ts'

/** The end of a path: a bucket, and the whole rest as the object's name. */
export const WHOLE_NAME = ':bucket/:name{.+}'

/** For bodies that PostgreSQL wrote. */
export const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' }

/** Most names in one request. */
const MAX_NAMES = 1000

/** Who asks. Throws TokenError. */
export function callerFrom(context: Context, c: HonoContext): Promise<Caller> {
  return callerOf(context, c.req.raw.headers)
}

/** The object that the path names. Throws `InvalidKey`. */
export function addressOf(c: HonoContext): ObjectAddress {
  const address = { bucket: c.req.param('bucket') ?? '', name: c.req.param('name') ?? '' }
  checkObjectName(address.name)
  return address
}

/** The signature of an address. Throws `InvalidRequest` without one. */
export function tokenOf(c: HonoContext): string {
  const token = c.req.query('token')
  if (token) return token
  throw new StorageError(400, 'InvalidRequest', "querystring must have required property 'token'")
}

/** A list of object names in a body. Throws `InvalidRequest`. */
export function readNames(
  body: Readonly<Record<string, unknown>>,
  field: string,
): readonly string[] {
  const names = body[field]
  if (
    Array.isArray(names) &&
    names.length > 0 &&
    names.length <= MAX_NAMES &&
    names.every(name => typeof name === 'string')
  ) {
    return names
  }
  throw new StorageError(
    400,
    'InvalidRequest',
    `${field} must be a list of 1 to ${MAX_NAMES} object names`,
  )
}
