import type { Client } from 'pg'
import type { Context } from '../../context.ts'
import { readSchema } from './catalogue.ts'
import type { Schema } from './schema.ts'

// PostgREST's own channel; migrations written for Supabase notify it by hand.
const CHANNEL = 'pgrst'

/** The schema as last read, kept until the database says that it changed. */
export class SchemaCache {
  readonly #context: Context
  #schema: Promise<Schema> | undefined
  #listener: Promise<Client | undefined> | undefined

  constructor(context: Context) {
    this.#context = context
  }

  /** The schema; read now if it is not known. */
  get(): Promise<Schema> {
    this.#listener ??= this.#listen()
    return (this.#schema ??= this.#read())
  }

  /** The schema, read anew unless that was done since `stale` was handed out. */
  async newerThan(stale: Schema): Promise<Schema> {
    const current = await this.get()
    if (current !== stale) return current
    this.#schema = undefined
    return this.get()
  }

  /** Ends the connection that listens for changes. The cache can be used again. */
  async close(): Promise<void> {
    const listener = await this.#listener
    this.#listener = undefined
    this.#schema = undefined
    await listener?.end()
  }

  async #read(): Promise<Schema> {
    // Listening comes first: a change during the reading must not be missed.
    await this.#listener
    const reading = readSchema(this.#context.db)
    reading.catch(() => {
      this.#schema = undefined
    })
    return reading
  }

  async #listen(): Promise<Client | undefined> {
    try {
      const client = await this.#context.db.connect()
      client.on('notification', () => {
        this.#schema = undefined
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
    this.#schema = undefined
  }
}
