import type { Client, PoolClient, QueryResult } from 'pg'

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

/** A service answering every request with one status, until it is taken back. */
export interface Outage {
  readonly status: number
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number
}

/**
 * How realtime behaves while everything else goes on.
 * - `off`: open sockets were cut, handshakes are refused.
 * - `half-open`: sockets that are open stay so, but nothing is read from them and nothing sent, and
 *   handshakes hang: what a network does that drops packets without a word.
 * - `hang`: handshakes are accepted and never answered; open sockets go on.
 */
export type RealtimeMode = 'on' | 'off' | 'half-open' | 'hang'

/** What is broken on purpose at this moment. Parts read it at each request; the control API writes it. */
export interface Faults {
  rest: Outage | undefined
  auth: Outage | undefined
  storage: Outage | undefined
  realtime: RealtimeMode
  /** The reason each join is refused with, such as `Unauthorized: …`. */
  joins: string | undefined
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
