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

  /** The schema, read anew unless that was done since `stale` was handed out. */
  async newerThan(stale: Schema): Promise<Schema> {
    const { name } = stale
    const current = await this.get(name)
    if (current !== stale) return current
    this.#schemas.delete(name)
    return this.get(name)
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
    try {
      const client = await this.#context.db.connect()
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
      return undefined
    }
  }

  #deaf(): void {
    this.#listener = undefined
    this.#schemas.clear()
  }
}
