import type { DatabaseError } from 'pg'
import { raiseError, RestError } from '../errors.ts'

/** The SQLSTATE by which a function chooses its whole refusal. */
export const RAISED = 'PGRST'

type Json = Readonly<Record<string, unknown>>

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json)
      : undefined
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || isText(value)
}

function messageOf(text: string): Pick<RestError['body'], 'code' | 'details' | 'hint' | 'message'> {
  const { code, message, details, hint } = parseObject(text) ?? {}
  if (!isText(code) || !isText(message) || !isOptionalText(details) || !isOptionalText(hint)) {
    throw raiseError('MESSAGE', text)
  }
  return { code, message, details: details ?? null, hint: hint ?? null }
}

function headersOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.values(value).every(isText) ? (value as Record<string, string>) : undefined
}

/**
 * The refusal that `RAISE SQLSTATE 'PGRST'` describes: its body in the message, status and headers
 * in the detail, each as JSON. PGRST121 when it is not of that form.
 */
export function raisedResponse({ message, detail }: DatabaseError): RestError {
  try {
    const body = messageOf(message)
    if (detail === undefined) throw raiseError('DETAIL', undefined)
    const { status, headers } = parseObject(detail) ?? {}
    const given = headersOf(headers)
    const isStatus = Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
    if (!isStatus || given === undefined) throw raiseError('DETAIL', detail)
    return new RestError(Number(status), body, given)
  } catch (error) {
    if (error instanceof RestError) return error
    throw error
  }
}
