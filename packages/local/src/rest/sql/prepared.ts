/** A statement to run, under a name if PostgreSQL is to keep it. */
export interface Statement {
  readonly text: string
  readonly values: string[]
  readonly name?: string
}

/** What a prepared statement holds for. */
interface For {
  /** As it was read: after a change its parameters and results may be of other types. */
  readonly schema: object
  /** Plans hold for one role. */
  readonly role: string
}

/** So many statements are kept at most: a connection keeps what it has prepared until it ends. */
const MOST_KEPT = 500
const MOST_SEEN = 5000

/**
 * The statements that come again and again, which PostgreSQL need not parse and plan anew each time
 * (a third of a request's time). One that was seen once is not kept, so that a flood of odd requests
 * fills nothing.
 */
export class Prepared {
  readonly #seen = new Set<string>()
  readonly #names = new WeakMap<object, Map<string, string>>()
  #made = 0

  /** `statement` with its name, if it has come before. */
  named({ schema, role }: For, statement: Statement): Statement {
    const names = this.#names.get(schema) ?? new Map<string, string>()
    this.#names.set(schema, names)
    const key = `${role}\n${statement.text}`
    const name = names.get(key) ?? this.#newName(key)
    if (name === undefined) return statement
    names.set(key, name)
    return { ...statement, name }
  }

  #newName(key: string): string | undefined {
    if (this.#made >= MOST_KEPT) return undefined
    if (!this.#seen.has(key)) {
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear()
      this.#seen.add(key)
      return undefined
    }
    this.#made += 1
    return `everfresh_${this.#made}`
  }
}
