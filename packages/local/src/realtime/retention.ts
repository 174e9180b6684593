import type { Context } from '../context.ts'

const EVERY_MS = 60 * 60 * 1000

/**
 * Deletes messages older than three days, now and each hour, as the real server drops its old
 * partitions. Returns its undo.
 */
export function keepMessagesShort(context: Context): () => void {
  const sweep = (): void => {
    context.db
      .query(
        `delete from realtime.messages where inserted_at < now() at time zone 'UTC' - interval '3 days'`,
      )
      .catch((error: unknown) => {
        context.warn(`realtime: old messages could not be deleted: ${String(error)}`)
      })
  }
  sweep()
  const timer = setInterval(sweep, EVERY_MS).unref()
  return () => clearInterval(timer)
}
