import type { Realtime } from '../realtime.ts'
import { bookmarking, type BookmarkingHost } from './bookmarking.ts'
import type { LogPart } from './log-part.ts'
import { shown, type SettledHost } from './settled.ts'

interface AskingHost extends SettledHost {
  readonly log: LogPart | undefined
  readonly router: SettledHost['router'] & BookmarkingHost['router']
}

/** What an app may ask of a source's change log. */
export function asking(host: AskingHost): Pick<Realtime, 'settled' | 'bookmark' | 'resume'> {
  return {
    settled: async work => {
      const result = await (typeof work === 'function' ? work() : work)
      await shown(host)
      return result
    },
    bookmark: bookmarking(host),
    resume: bookmark => host.log?.resume(bookmark),
  }
}
