import pg from 'pg'
import type { Caller, TokenFault } from '../../context.ts'
import { DatabaseUnavailable, TokenError } from '../../context.ts'
import { RestError } from '../errors.ts'
import { RAISED, raisedResponse } from './raised-response.ts'

/** HTTP status by SQLSTATE: the whole code first, then its class. What is not named is 400. */
const STATUS: Readonly<Record<string, number>> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
}

const FORBIDDEN = '42501'
const TOO_MANY_ROWS = '21000'
const INVALID_PARAMETER = '22023'

function statusOf(error: pg.DatabaseError, caller: Caller): number {
  const code = error.code ?? 'XX000'
  if (code === FORBIDDEN) return caller.role === 'anon' ? 401 : 403
  if (code === TOO_MANY_ROWS) return error.message.endsWith('requires a WHERE clause') ? 400 : 500
  if (code === INVALID_PARAMETER) return /^role .* does not exist$/.test(error.message) ? 401 : 400
  // PostgREST's convention: a function raises PT418 to choose the status itself.
  if (code.startsWith('PT')) return /^PT[2-5]\d\d$/.test(code) ? Number(code.slice(2)) : 500
  return STATUS[code] ?? STATUS[code.slice(0, 2)] ?? 400
}

function fromDatabase(error: pg.DatabaseError, caller: Caller): RestError {
  if (error.code === RAISED) return raisedResponse(error)
  const status = statusOf(error, caller)
  return new RestError(
    status,
    {
      code: error.code ?? 'XX000',
      message: error.message,
      details: error.detail ?? null,
      hint: error.hint ?? null,
    },
    status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {},
  )
}

/** By why it cannot be asked. */
const UNAVAILABLE = {
  connecting: {
    status: 503,
    code: 'PGRST000',
    message: 'Database connection error. Retrying the connection.',
  },
  waiting: {
    status: 504,
    code: 'PGRST003',
    message: 'Timed out acquiring connection from connection pool.',
  },
  asking: {
    status: 503,
    code: 'PGRST001',
    message: 'Database client error. Retrying the connection.',
  },
} as const

function unavailable({ when, message: details }: DatabaseUnavailable): RestError {
  const { status, code, message } = UNAVAILABLE[when]
  return new RestError(status, { code, message, details })
}

/** The refusal that an error during a statement stands for; undefined for a mistake of our own. */
export function statementError(error: unknown, caller: Caller): RestError | undefined {
  if (error instanceof RestError) return error
  if (error instanceof pg.DatabaseError) return fromDatabase(error, caller)
  if (error instanceof DatabaseUnavailable) return unavailable(error)
  return undefined
}

function explain(
  fault: TokenFault,
  parts: number,
): { code: string; message: string; details: string | null } {
  switch (fault.code) {
    case 'expired':
      return { code: 'PGRST303', message: 'JWT expired', details: null }
    case 'claims':
      return {
        code: 'PGRST303',
        message: 'JWT claims are incomplete',
        details: `Missing: ${fault.missing.join(', ')}`,
      }
    case 'not-yet-valid':
      return { code: 'PGRST303', message: 'JWT not yet valid', details: null }
    case 'malformed':
      return {
        code: 'PGRST301',
        message: parts === 3 ? 'JWT cannot be decoded' : `Expected 3 parts in JWT; got ${parts}`,
        details: null,
      }
    case 'signature':
      return {
        code: 'PGRST301',
        message: 'No suitable key or wrong key type',
        details: 'None of the keys was able to decode the JWT',
      }
  }
}

/** The refusal of a token; undefined when the error is no {@link TokenError}. The token is not in it. */
export function tokenError(error: unknown, headers: Headers): RestError | undefined {
  if (!(error instanceof TokenError)) return undefined
  const sent = headers.get('authorization') ?? headers.get('apikey') ?? ''
  const body = explain(error.fault, sent.split('.').length)
  return new RestError(401, body, {
    'WWW-Authenticate': `Bearer error="invalid_token", error_description="${body.message}"`,
  })
}
