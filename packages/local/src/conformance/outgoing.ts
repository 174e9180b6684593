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
  private readonly signed = new Map<string, Claims>()

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
  frame(frame: ClientFrame): string | Buffer {
    const { raw, bin, fill } = frame
    if (bin === true) return Buffer.from(raw, 'base64')
    const text = this.moved(frame, this.secret)
    return fill === undefined ? text : text.replace('<fill>', 'x'.repeat(fill))
  }

  /** The same as a line of a new trace: its tokens are signed with the published secret. */
  record(frame: ClientFrame): string {
    return frame.bin === true ? frame.raw : this.moved(frame, DEMO_SECRET)
  }

  /** A key for the address or a header. */
  key(kind: Key = 'anon'): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = { role: 'anon', iss: 'supabase', iat: now, exp: now + 10 * YEAR_SECONDS }
    if (kind === 'garbage') return 'garbage'
    if (kind === 'expired') return sign({ ...claims, exp: now - 10 }, this.secret)
    return sign(claims, kind === 'bad-signature' ? `${this.secret}?` : this.secret)
  }

  private moved({ raw, t }: ClientFrame, secret: string): string {
    return raw
      .replaceAll(JWT, token => this.token(token, t, secret))
      .replaceAll(SINCE, (_, key: string, since: string) => {
        return key + String(Number(since) - this.recordedAt + this.beganAt)
      })
  }

  /** The same token each time it occurs. */
  private token(recorded: string, t: number, secret: string): string {
    const [header = '', body = '', signature = ''] = recorded.split('.')
    const now = { recorded: this.recordedAt + t, here: Date.now() }
    const claims = this.signed.get(recorded) ?? shifted(readClaims(body), now)
    this.signed.set(recorded, claims)
    const isGood = isSame(signature, signatureOf(`${header}.${body}`, DEMO_SECRET))
    return sign(claims, isGood ? secret : `${secret}?`)
  }
}

function readClaims(body: string): Claims {
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims
}

/** Times as far from now as they were from then, to the second. */
function shifted(
  claims: Claims,
  now: { readonly recorded: number; readonly here: number },
): Claims {
  const ahead = Math.floor(now.here / 1000) - Math.floor(now.recorded / 1000)
  return { ...claims, ...later(claims, 'iat', ahead), ...later(claims, 'exp', ahead) }
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
