// Until core has these.
import type { Cause, PollMode, Realtime, RealtimeState } from '@everfresh/core'
import type { Entry, Key } from './entry.ts'

export interface TraceSnapshot {
  readonly format: 'everfresh-trace'
  readonly version: 1
  readonly takenAt: number
  readonly note?: string
  readonly state: RealtimeState
  readonly pollMode: PollMode
  readonly queries: readonly SnapshotQuery[]
  readonly entries: readonly Entry[]
}

export interface SnapshotQuery {
  readonly key: Key
  readonly hash: string
  readonly families: readonly Key[]
  readonly use: 'active' | 'inactive' | 'disabled' | 'static'
  readonly fetch: 'idle' | 'fetching' | 'paused'
  readonly owed: boolean
  readonly updatedAt: number | undefined
  readonly nextPollAt: number | undefined
  readonly freshness: {
    readonly state: 'live' | 'catching-up' | 'polling' | 'offline' | 'held' | 'unknown'
    readonly boundMs: number | undefined
    readonly updatedAt: number | undefined
    readonly cause: Cause | { readonly code: string; readonly message: string } | undefined
  }
}

export function takeSnapshot(realtime: Realtime): TraceSnapshot {
  return {
    format: 'everfresh-trace',
    version: 1,
    takenAt: 0,
    state: realtime.state.current,
    pollMode: realtime.pollMode.current,
    queries: [],
    entries: realtime.trace.entries() as unknown as readonly Entry[],
  }
}

export function readSnapshot(given: unknown): TraceSnapshot {
  return JSON.parse(String(given)) as TraceSnapshot
}

export function explainText(_realtime: Realtime, _key: Key): string {
  return ''
}
