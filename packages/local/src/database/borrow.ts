import { DatabaseError, type Client, type Pool, type PoolClient } from 'pg'
import { DatabaseUnavailable } from '../context.ts'

/** What the pool says when every connection stayed busy. */
const ALL_BUSY = 'timeout exceeded when trying to connect'

/**
 * Does `work` with a connection of the pool. Calling `discard` ends the connection afterwards, as
 * does its loss. Rejects with what `work` throws, or with {@link DatabaseUnavailable}.
 */
export async function borrow<T>(
  pool: Pool,
  work: (client: PoolClient, discard: (reason: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: Error) => unavailable(error))
  let broken: Error | undefined
  const discard = (reason: Error): void => {
    broken ??= reason
  }
  // Without a listener a connection that breaks would end the process.
  client.on('error', discard)
  try {
    return await work(client, discard)
  } catch (error) {
    if (isShutdown(error)) {
      discard(error)
      throw new DatabaseUnavailable('asking', error)
    }
    if (broken === undefined || error instanceof DatabaseError) throw error
    throw new DatabaseUnavailable('asking', broken)
  } finally {
    // From here on the pool listens.
    client.release(broken)
    client.off('error', discard)
  }
}

/** PostgreSQL's last word on a connection that it ends: by an administrator, or after a crash. */
function isShutdown(error: unknown): error is DatabaseError {
  // A function may raise such a code too, and goes on.
  if (!(error instanceof DatabaseError) || error.severity !== 'FATAL') return false
  return error.code === '57P01' || error.code === '57P02'
}

/** Connects, or rejects with {@link DatabaseUnavailable}. */
export async function connected(client: Client): Promise<Client> {
  try {
    await client.connect()
    return client
  } catch (error) {
    return unavailable(error as Error)
  }
}

function unavailable(error: Error): never {
  throw new DatabaseUnavailable(error.message === ALL_BUSY ? 'waiting' : 'connecting', error)
}
