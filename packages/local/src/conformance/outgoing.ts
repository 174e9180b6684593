import { createHmac, timingSafeEqual } from 'node:crypto'
import { DEMO_SECRET } from '../http/keys.ts'
import type { ClientFrame, Key, Scenario } from './trace.ts'

const JWT = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/gu
const SINCE = /("since":)(\d{13})/gu
const YEAR_SECONDS = 365 * 24 * 3600

/**
 * Makes what a client sent then into what it would send now: each token is signed anew with the
 * same claims, its times as far from now as they were from then. A token that was signed wrongly or
 * is none stays so.
 */
export class Outgoing {
  private readonly recordedAt: number
  private readonly secret: string
  private beganAt: number
  private readonly signed = new Map<string, string>()

  constructor(scenario: Scenario, secret: string) {
    this.recordedAt = Date.parse(scenario.at)
    this.secret = secret
    this.beganAt = Date.now()
  }

  /** Says that the play begins now. */
  begin(): void {
    this.beganAt = Date.now()
  }

  /** The text or bytes of a recorded frame, to be sent now. */
  frame({ raw, bin, fill, t }: ClientFrame): string | Buffer {
    if (bin === true) return Buffer.from(raw, 'base64')
    const text = fill === undefined ? raw : raw.replace('<fill>', 'x'.repeat(fill))
    return text
      .replaceAll(JWT, token => this.token(token, t))
      .replaceAll(SINCE, (_, key: string, since: string) => {
        return key + String(Number(since) - this.recordedAt + this.beganAt)
      })
  }

  /** A key for the address or a header. */
  key(kind: Key = 'anon'): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = { role: 'anon', iss: 'supabase', iat: now, exp: now + 10 * YEAR_SECONDS }
    if (kind === 'garbage') return 'garbage'
    if (kind === 'expired') return sign({ ...claims, exp: now - 10 }, this.secret)
    return sign(claims, kind === 'bad-signature' ? `${this.secret}?` : this.secret)
  }

  private token(recorded: string, t: number): string {
    const known = this.signed.get(recorded)
    if (known !== undefined) return known
    const [header = '', body = '', signature = ''] = recorded.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims
    const then = Math.floor((this.recordedAt + t) / 1000)
    const ahead = Math.floor(Date.now() / 1000) - then
    const shifted = { ...claims, ...later(claims, 'iat', ahead), ...later(claims, 'exp', ahead) }
    const isGood = isSame(signature, signatureOf(`${header}.${body}`, DEMO_SECRET))
    const token = sign(shifted, isGood ? this.secret : `${this.secret}?`)
    this.signed.set(recorded, token)
    return token
  }
}

type Claims = Readonly<Record<string, unknown>>

function later(claims: Claims, name: string, seconds: number): Claims {
  const time = claims[name]
  return typeof time === 'number' ? { [name]: time + seconds } : {}
}

/** Signs with HS256, and whatever claims: jose would not make some of the tokens that are needed. */
function sign(claims: Claims, secret: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${signatureOf(signed, secret)}`
}

function signatureOf(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
