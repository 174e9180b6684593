/** Where a backend is reached, and by which keys. */
export interface Access {
  /** For `createClient`, such as `http://127.0.0.1:54321`. */
  readonly url: string
  readonly anonKey: string
  /** Passes row-level security. */
  readonly serviceKey: string
  /** The opaque key that means the same as `anonKey`. */
  readonly publishableKey: string
  /** The opaque key that means the same as `serviceKey`. */
  readonly secretKey: string
  /** For psql and other programs: the database's owner. */
  readonly databaseUrl: string
}
