import { EverfreshError } from '../errors.ts'
import type { LogPart } from './log-part.ts'

/** See `Realtime.settled`. */
export async function settled<T>(
  log: Pick<LogPart, 'shown'> | undefined,
  work: PromiseLike<T> | (() => PromiseLike<T>),
): Promise<T> {
  // The scope that is followed now is the one that is written to.
  const shown = log?.shown()
  const result = await (typeof work === 'function' ? work() : work)
  if (shown === undefined)
    throw new EverfreshError(
      'no-log',
      'Only a source with a change log, such as feedSource, can tell whether a write is shown.',
    )
  await shown()
  return result
}
