import type { RealtimeState, Status } from '@everfresh/core'
import { timeAgo } from '../ui/time-words.ts'

/** What the connection is, and `catching-up`: live, while what was missed is still being fetched. */
type ShownStatus = Status | 'catching-up'

interface StatusWords {
  readonly tone: 'good' | 'busy' | 'warn' | 'off'
  /** One word or two, always on screen. */
  readonly label: string
  /** What it means for the person. */
  readonly meaning: string
}

/** What is asked without a live connection: each list, or once for all what has changed. */
export type Asked = 'lists' | 'change log'

/** The state of the connection as a person reads it. `pollMs` is how often is asked without it. */
export function statusWords(
  status: ShownStatus,
  pollMs: number,
  asked: Asked = 'lists',
): StatusWords {
  const everySome = `every ${Math.round(pollMs / 1_000)} s`
  const polled =
    asked === 'lists'
      ? `everything is fetched ${everySome}`
      : `the server is asked ${everySome} what has changed, and only that is fetched`
  switch (status) {
    case 'live':
      return { tone: 'good', label: 'Live', meaning: 'Changes appear the moment they happen.' }
    case 'catching-up':
      return {
        tone: 'busy',
        label: 'Catching up',
        meaning: 'The live connection is there. What happened before it is being fetched.',
      }
    case 'connecting':
      return {
        tone: 'busy',
        label: 'Connecting',
        meaning: `Opening the live connection. Until then ${polled}.`,
      }
    case 'waiting-auth':
      return {
        tone: 'off',
        label: 'Signed out',
        meaning: 'Nobody is signed in, so nothing is fetched.',
      }
    case 'idle':
      return {
        tone: 'off',
        label: 'Idle',
        meaning: 'No project is open, so there is nothing to follow.',
      }
    case 'polling':
      return {
        tone: 'warn',
        label: `Polling ${everySome}`,
        meaning: `There is no live connection, so ${polled}. It is tried again by itself.`,
      }
    case 'disabled':
      return {
        tone: 'warn',
        label: `Polling ${everySome}`,
        meaning: `Realtime is switched off, so ${polled}.`,
      }
    case 'offline':
      return {
        tone: 'off',
        label: 'Offline',
        meaning: 'This device has no network. Everything is fetched as soon as it is back.',
      }
  }
}

/** What a person should know of the change log: that it does not answer, or what it has found. */
export function logWords(log: RealtimeState['log']): string | undefined {
  if (log?.status === 'failing')
    return 'The server does not say what has changed, so everything is polled until it does.'
  if (log?.status === 'refused')
    return 'The server refuses to say what has changed here: this is not yours to see.'
  return log && log.silentLosses > 0 ? lossWords(log.silentLosses) : undefined
}

function lossWords(commits: number): string {
  const were = commits === 1 ? 'One change was' : `${commits} changes were`
  return `${were} never pushed, found since by asking, and fetched.`
}

/** The age of what is on screen; undefined while nothing was fetched yet. */
export function ageWords(updatedAt: number | undefined, now: number): string | undefined {
  return updatedAt === undefined ? undefined : `updated ${timeAgoInSeconds(updatedAt, now)}`
}

/** In a chip that says "every 5 s", "just now" is too coarse. */
function timeAgoInSeconds(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1_000))
  return seconds < 60 ? `${seconds} s ago` : timeAgo(then, now)
}
