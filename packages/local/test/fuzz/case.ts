/** Who acts in a fuzzed case. `nobody` sends no key at all, `forger` a token that is good for nothing. */
export type Who = 'alice' | 'bob' | 'anon' | 'service' | 'nobody' | 'forger'

/** One request over HTTP. */
export interface RequestStep {
  readonly kind: 'request'
  readonly who: Who
  readonly method: string
  /** Path and query, as it is sent. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Text, or bytes in base64. */
  readonly body?: string
  readonly bytes?: string
}

/** Bytes on a connection that is then left alone; base64. */
export interface RawStep {
  readonly kind: 'raw'
  readonly bytes: string
}

/** A socket opens. Its number is used by the steps that follow. */
export interface OpenStep {
  readonly kind: 'open'
  readonly socket: number
  readonly who: Who
  readonly vsn: string
}

/** A frame, text or bytes in base64. `$alice` and the like in a text stand for tokens. */
export interface SendStep {
  readonly kind: 'send'
  readonly socket: number
  readonly text?: string
  readonly bytes?: string
}

export interface CloseStep {
  readonly kind: 'close'
  readonly socket: number
  readonly how: 'close' | 'cut'
}

/** Something happens in the database meanwhile. */
export interface CommitStep {
  readonly kind: 'commit'
  readonly sql: string
}

export type Step = RequestStep | RawStep | OpenStep | SendStep | CloseStep | CommitStep

/** A few steps, one after another, that can be run by themselves. */
export interface Case {
  readonly index: number
  readonly part: Part
  readonly steps: readonly Step[]
}

export type Part = 'rest' | 'auth' | 'storage' | 'realtime' | 'http'

/** Steps that count: what was sent to the server. */
export function isSent(step: Step): boolean {
  return step.kind === 'request' || step.kind === 'send' || step.kind === 'raw'
}
