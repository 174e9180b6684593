import type { Client, PoolClient, QueryResult } from 'pg'
import type { FaultOf, FaultType } from './faults/fault.ts'
import type { StandingFault } from './faults/standing-fault.ts'
import type { Target } from './faults/target.ts'

/** Who is asking: the database role a request runs as, and the JWT claims it carries. */
export interface Caller {
  readonly role: string
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * The database cannot be asked at this moment; later it can. `when`: no connection could be made, all
 * connections were busy for too long, or the connection broke while a statement ran (which may have
 * been carried out nevertheless).
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly when: 'connecting' | 'waiting' | 'asking'
  constructor(when: DatabaseUnavailable['when'], cause: Error) {
    super(cause.message === '' ? String(cause) : cause.message, { cause })
    this.when = when
  }
}

/**
 * The database behind the backend. Every value read through it is PostgreSQL's own text (no type
 * parsers), so that nothing is lost between the database and the wire; make JSON in SQL. Rejects with
 * PostgreSQL's own error (a `DatabaseError` of `pg`), or with {@link DatabaseUnavailable}; after the
 * latter it connects again by itself.
 */
export interface Database {
  /** Runs one statement as the owner, outside row-level security. */
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Record<string, string | null>>>
  /** Runs `work` in one transaction as the owner; a throw rolls it back. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
  /**
   * Runs `work` in one transaction with the caller's role and `request.jwt.claims` set, the way
   * PostgREST does, together with `settings` (each a local `set_config`). A throw rolls it back.
   */
  as<T>(
    caller: Caller,
    settings: Readonly<Record<string, string>>,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T>
  /** A connection of its own, connected; the caller ends it. `database` speaks the replication protocol. */
  connect(options?: { readonly replication?: 'database' }): Promise<Client>
  /**
   * The same database through connections of its own, at most so many, which nobody who asks here can
   * keep busy. Closed with this one.
   */
  reserve(connections: number): Database
  close(): Promise<void>
}

/** Why a token was refused. `expired` carries for how long. */
export type TokenFault =
  | { readonly code: 'expired'; readonly secondsAgo: number }
  | { readonly code: 'malformed' }
  | { readonly code: 'signature' }
  | { readonly code: 'claims'; readonly missing: readonly string[] }
  | { readonly code: 'not-yet-valid' }

export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly fault: TokenFault
  constructor(fault: TokenFault) {
    super(`The token was refused: ${fault.code}.`)
    this.fault = fault
  }
}

/** How users' access tokens are signed: by the shared secret, or by a key whose public half is told. */
export type JwtAlgorithm = 'HS256' | 'ES256'

/** Makes and checks the JWTs of this backend. */
export interface Tokens {
  readonly anonKey: string
  readonly serviceKey: string
  /** Opaque, for {@link Tokens.anonKey}. */
  readonly publishableKey: string
  /** Opaque, for {@link Tokens.serviceKey}. */
  readonly secretKey: string
  /** JWKs with which anybody can check ES256 tokens. */
  readonly publicKeys: readonly Readonly<Record<string, unknown>>[]
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>
  /** Verifies signature, `exp` and `nbf`, whatever the token is for. Throws {@link TokenError}. */
  read(token: string): Promise<Readonly<Record<string, unknown>>>
  /** {@link Tokens.read}, and `role` and `exp` must be there: a caller's token. Throws {@link TokenError}. */
  verify(token: string): Promise<Readonly<Record<string, unknown>>>
}

/** What is broken on purpose at this moment, for the parts that have to fail. */
export interface Faults {
  /** Whether nothing can strike. Asked first, so that a fault that is not there costs nothing. */
  readonly isQuiet: boolean
  /** The faults of these types that may strike, in the order in which they were added. */
  standing<Type extends FaultType>(
    ...types: readonly Type[]
  ): readonly StandingFault<FaultOf<Type>>[]
  /** The first of these types with one of the targets in its scope. It has struck: that is counted. */
  strike<Type extends FaultType>(
    types: readonly Type[],
    targets: readonly Target[],
  ): StandingFault<FaultOf<Type>> | undefined
  /** Calls when a fault begins, which may be later than it was added. Returns the undo. */
  onBegin(listener: (fault: StandingFault) => void): () => void
}

/** What every part of the backend is given. */
export interface Context {
  readonly db: Database
  readonly tokens: Tokens
  readonly faults: Faults
  /** The backend's origin as clients see it, such as `http://127.0.0.1:54321`; no slash at the end. */
  readonly origin: string
  /** Milliseconds since the epoch. A port, so that tests can let tokens expire. */
  readonly now: () => number
  /** One line about something unexpected; never a token. */
  readonly warn: (line: string) => void
}
