import type { Client } from 'pg'
import type { Context } from '../../context.ts'
import { readSchema } from './catalogue.ts'
import type { Schema } from './schema.ts'

// PostgREST's own channel; migrations written for Supabase notify it by hand.
const CHANNEL = 'pgrst'

/** The exposed schemas as last read, kept until the database says that it changed. */
export class SchemaCache {
  readonly #context: Context
  readonly #schemas = new Map<string, Promise<Schema>>()
  #listener: Promise<Client | undefined> | undefined
  #hearing: Promise<unknown> = Promise.resolve()

  constructor(context: Context) {
    this.#context = context
  }

  /** The schema of that name; read now if it is not known. */
  get(name: string): Promise<Schema> {
    this.#listener ??= this.#listen()
    const known = this.#schemas.get(name)
    if (known !== undefined) return known
    const reading = this.#read(name)
    this.#schemas.set(name, reading)
    reading.catch(() => {
      if (this.#schemas.get(name) === reading) this.#schemas.delete(name)
    })
    return reading
  }

  /**
   * The schema as it is after all that was committed before: `stale` itself if nothing has changed.
   * Where the database makes no notice of changes, it is read anew.
   */
  async newerThan(stale: Schema): Promise<Schema> {
    const { name } = stale
    const listener = stale.isWatched ? await this.#listener : undefined
    const hasHeard = listener !== undefined && (await this.#hear(listener))
    if (!hasHeard && (await this.get(name)) === stale) this.#schemas.delete(name)
    return this.get(name)
  }

  /**
   * Resolves when all notices of what was committed before have come; to false when they cannot. One
   * after another: a question that was under way already may be answered too early.
   */
  #hear(listener: Client): Promise<boolean> {
    // PostgreSQL hands out its notices before it answers.
    const heard = this.#hearing
      .then(() => listener.query('select'))
      .then(
        () => true,
        () => false,
      )
    this.#hearing = heard
    return heard
  }

  /** Ends the connection that listens for changes. The cache can be used again. */
  async close(): Promise<void> {
    const listener = await this.#listener
    this.#listener = undefined
    this.#schemas.clear()
    await listener?.end()
  }

  async #read(name: string): Promise<Schema> {
    // Listening comes first: a change during the reading must not be missed.
    await this.#listener
    return readSchema(this.#context.db, name)
  }

  async #listen(): Promise<Client | undefined> {
    let client: Client | undefined
    try {
      client = await this.#context.db.connect()
      client.on('notification', () => {
        this.#schemas.clear()
      })
      // Without a listener nothing is known about changes: forget, and listen again when asked.
      client.on('error', () => this.#deaf())
      client.on('end', () => this.#deaf())
      // Listening must not keep a program alive that has nothing else to do.
      if ('unref' in client && typeof client.unref === 'function') client.unref()
      await client.query(`listen ${CHANNEL}`)
      return client
    } catch (error) {
      this.#context.warn(`rest: cannot listen for schema changes: ${String(error)}`)
      this.#listener = undefined
      // A standby takes connections, and nobody who listens.
      await client?.end().catch(() => undefined)
      return undefined
    }
  }

  #deaf(): void {
    this.#listener = undefined
    this.#schemas.clear()
  }
}
