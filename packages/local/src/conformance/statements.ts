import pg, { type Client, type ClientConfig } from 'pg'
import type { Likeness } from './likeness.ts'
import type { RowsLine } from './trace.ts'

const BY_ID = /\bid\s*=/u
const TABLE = /\b(?:from|into|update)\s+(?:public\.)?(\w+)/iu

/** Runs the statements of a trace as the superuser, one after another. */
export class Statements {
  private readonly connection: ClientConfig
  private readonly likeness: Likeness
  private client: Promise<Client> | undefined
  /** Ids that inserts gave back and nobody has named yet. */
  private readonly fresh: string[] = []
  private batches: Promise<void> = Promise.resolve()

  constructor(connection: ClientConfig, likeness: Likeness) {
    this.connection = connection
    this.likeness = likeness
  }

  /** Ids of rows among the values become those that the rows have here. Rejects with PostgreSQL's error. */
  async run(text: string, values: readonly unknown[] = []): Promise<void> {
    const table = TABLE.exec(text)?.[1] ?? ''
    const here = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(here) : this.idHere(table, value)
    const client = await (this.client ??= connect(this.connection))
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(
      text,
      BY_ID.test(text) ? values.map(here) : [...values],
    )
    const [row] = rows
    const id = row?.['id']
    if (typeof id === 'string' || typeof id === 'number') this.fresh.push(String(id))
  }

  /** Begins to insert rows in batches, after those begun before. */
  begin(line: RowsLine, signal: AbortSignal): void {
    this.batches = this.batches.then(async () => {
      for (let from = line.first; from <= line.last && !signal.aborted; from += line.batch) {
        const next = new Promise(resolve => setTimeout(resolve, line.everyMs))
        await this.run(line.raw, [from, Math.min(from + line.batch - 1, line.last)])
        if (from + line.batch <= line.last) await next
      }
    })
    // Whoever waits for them is told.
    this.batches.catch(() => undefined)
  }

  /** Resolves when all batches are inserted. */
  finish(): Promise<void> {
    return this.batches
  }

  /** Leaves the database; the next statement connects anew. */
  async leave(): Promise<void> {
    const client = await this.client?.catch(() => undefined)
    this.client = undefined
    await client?.end().catch(() => undefined)
  }

  /** A row that no frame told of yet is the one that was inserted last. */
  private idHere(table: string, recorded: unknown): unknown {
    if (typeof recorded !== 'string' || !/^\d+$/.test(recorded)) return recorded
    const known = this.likeness.rowId(table, recorded)
    if (known !== undefined) return known
    const here = this.fresh.pop()
    if (here === undefined) return recorded
    this.likeness.learnRowId(table, recorded, here)
    return here
  }
}

async function connect(config: ClientConfig): Promise<Client> {
  const client = new pg.Client({ ...config, options: '-c search_path="$user",public,extensions' })
  // A database that is stopped ends it; the next statement says so.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
