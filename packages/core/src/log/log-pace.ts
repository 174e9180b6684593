import { mayPoll, pollEveryMs, type PollMode, type PollOptions } from '../polling/policy.ts'
import type { LogPace, LogState } from './state.ts'

/** How often a log is asked in `mode`. Pure. */
export function logPace(mode: PollMode, options: PollOptions): LogPace {
  if (!mayPoll(mode) || mode.backend === 'away') return 'silent'
  if (mode.status !== 'live') return pollEveryMs(mode, options)
  return mode.visible ? options.driftMs : 'never'
}

/** How often it is asked by time, jitter and failures left out, in ms; Infinity: it is not. */
export function everyMs({ pace, pollAfterMs, push }: LogState): number {
  if (typeof pace !== 'number') return Infinity
  return push === 'live' ? pace : Math.max(pace, pollAfterMs)
}
