/** A statement to run, under a name if PostgreSQL is to keep it. */
export interface Statement {
  readonly text: string
  readonly values: string[]
  readonly name?: string
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
  readonly #names = new Map<string, string>()
  #made = 0

  /** `statement` with its name, if it has come before. `role`: plans hold for one role. */
  named(role: string, statement: Statement): Statement {
    const key = `${role}\n${statement.text}`
    const name = this.#names.get(key) ?? this.#name(key)
    return name === undefined ? statement : { ...statement, name }
  }

  /** The statement was prepared when a column had another type: it is to have a new name. */
  renew(role: string, text: string): void {
    this.#names.delete(`${role}\n${text}`)
  }

  #name(key: string): string | undefined {
    if (this.#made >= MOST_KEPT) return undefined
    if (!this.#seen.has(key)) {
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear()
      this.#seen.add(key)
      return undefined
    }
    this.#made += 1
    const name = `everfresh_${this.#made}`
    this.#names.set(key, name)
    return name
  }
}
