import { mayPoll, pollEveryMs, type PollMode, type PollOptions } from '../polling/policy.ts'
import type { LogPace } from './state.ts'

/** How often a log is asked in `mode`. Pure. */
export function logPace(mode: PollMode, options: PollOptions): LogPace {
  if (!mayPoll(mode) || mode.backend === 'away') return 'silent'
  if (mode.status !== 'live') return pollEveryMs(mode, options)
  return mode.visible ? options.driftMs : 'never'
}
