import pg from 'pg'
import { DatabaseError } from 'pg'
import { ConformanceError } from './conformance-error.ts'
import type { Target } from './target.ts'

/** Where another server is. */
interface OtherServer {
  /** Such as `http://127.0.0.1:54321`. */
  readonly url: string
  /** Its database, as a superuser. */
  readonly db: string
  /** Signs the tokens that it accepts. */
  readonly secret: string
}

const PATIENCE_MS = 10_000
/** Something is there already, by this name. */
const THERE_ALREADY = ['42P06', '42P07', '42710']

/**
 * Reaches another server, and applies the schema unless it is there already. Throws ConformanceError
 * when it cannot be reached. Nothing in it can be stopped from here.
 */
export async function openOtherTarget(
  { url, db, secret }: OtherServer,
  schema: string,
): Promise<Target> {
  const origin = url.replace(/\/+$/u, '')
  await fetch(origin, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error: unknown) => {
    throw new ConformanceError(`Nothing answers at ${url}: name a server that runs by --url.`, {
      cause: error,
    })
  })
  const connection = { connectionString: db }
  await apply(connection, schema)
  return { url: origin, secret, connection, control: undefined, close: () => Promise.resolve() }
}

async function apply(connection: pg.ClientConfig, schema: string): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: PATIENCE_MS })
  try {
    await client.connect()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const wish = 'name the database of the server by --db, as postgres://user:password@host/name'
    throw new ConformanceError(`The database cannot be reached (${why}): ${wish}.`, {
      cause: error,
    })
  }
  try {
    // Several statements in one message are one transaction.
    await client.query(schema)
  } catch (error) {
    const isThere = error instanceof DatabaseError && THERE_ALREADY.includes(error.code ?? '')
    if (isThere) return
    const why = error instanceof Error ? error.message : String(error)
    throw new ConformanceError(`schema.sql cannot be applied: ${why}.`, { cause: error })
  } finally {
    await client.end()
  }
}
