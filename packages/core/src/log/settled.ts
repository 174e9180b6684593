import { EverfreshError } from '../errors.ts'
import type { LogPart } from './log-part.ts'

/** See `Realtime.settled`. */
export async function settled<T>(
  log: Pick<LogPart, 'shown'> | undefined,
  work: PromiseLike<T> | (() => PromiseLike<T>),
): Promise<T> {
  const result = await (typeof work === 'function' ? work() : work)
  if (log === undefined)
    throw new EverfreshError(
      'no-log',
      'Whether a write is shown can be told only with a source that has a change log. Use feedSource, see docs/feed.md.',
    )
  await log.shown()
  return result
}
