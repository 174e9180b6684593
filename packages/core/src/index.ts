export type { Cause, CauseCode, Remedy } from './cause.ts'
export { remedyFor } from './cause.ts'
export type {
  Change,
  ChangeLog,
  ChangeSource,
  FollowableLog,
  LogAnswer,
  LoggedChange,
  MessageChange,
  OpenScope,
  RowChange,
  RowsChange,
  Scope,
  Signal,
  TableOf,
} from './change-source.ts'
export { EverfreshError, type ErrorCode } from './errors.ts'
export { systemClock, type Clock } from './clock.ts'
export { systemRandom, type Random } from './random.ts'
export { createListeners, type Listeners } from './listeners.ts'
export { cell, constant, type Cell, type Source } from './source.ts'
export { run, type Host, type Machine, type Running, type TimeLimit } from './machine.ts'
export { createTrace, type TraceOptions } from './trace/create-trace.ts'
export type {
  ChangeDetail,
  EntryOf,
  FetchReason,
  PageContext,
  TraceDetails,
  TraceEntry,
  TracePart,
} from './trace/entries.ts'
export {
  readSnapshot,
  takeSnapshot,
  type SnapshotOptions,
  type TraceSnapshot,
} from './trace/snapshot.ts'
export { noTrace, type FetchRecorder, type PageFacts, type Trace } from './trace/trace.ts'
export { nowhere, onWake, type Environment } from './environment.ts'
export { browserEnvironment, type BrowserEnvironment } from './browser.ts'
export type { Session, SessionSource } from './auth/session.ts'
export type { AuthChange, AuthState } from './auth/machine.ts'
export {
  createAuthStateManager,
  type AuthStateManager,
  type AuthStateManagerOptions,
  type AuthSubscriber,
} from './auth/auth-state-manager.ts'
export type { AuthHeal, Priority, ReconnectIntent } from './reconnect/machine.ts'
export {
  AUTH_HEAL,
  createReconnectScheduler,
  type ReconnectScheduler,
  type ReconnectSchedulerOptions,
} from './reconnect/reconnect-scheduler.ts'
export { maximumDelayMs } from './connection/backoff.ts'
export type { Status } from './connection/status.ts'
export type {
  CachedQuery,
  CacheEvent,
  QueryCacheLike,
  QueryKey,
} from './invalidation/query-cache.ts'
export type { Family, KeyOfFamilies } from './invalidation/families.ts'
export type { HoldOptions, OpenHold } from './invalidation/holds.ts'
export type { DomainEvent, Rules } from './invalidation/rules.ts'
export type { WindowOptions } from './invalidation/windows.ts'
export {
  reportOfStatus,
  type BackendReport,
  type BackendReports,
} from './polling/backend-reports.ts'
export {
  pollEveryMs,
  pollInterval,
  type PolledQuery,
  type PollMode,
  type PollOptions,
} from './polling/policy.ts'
export { catchingUp } from './freshness/catching-up.ts'
export { queryFreshness, queryReports, type QueryReport } from './freshness/freshness.ts'
export type { Inspected } from './freshness/inspected.ts'
export type { OwnCause, OwnCauseCode } from './freshness/own-cause.ts'
export type { QueryFacts } from './freshness/query-facts.ts'
export type { FreshnessState, QueryFreshness } from './freshness/query-freshness.ts'
export { changeLog } from './log/change-log.ts'
export { withBookmark } from './log/with-bookmark.ts'
export type { Bookmark } from './log/log-part.ts'
export type { LogStatus } from './log/log-status.ts'
export type { AskReason } from './log/state.ts'
export type { RealtimeState } from './realtime-state.ts'
export { createRealtime, type Realtime, type RealtimeOptions } from './realtime.ts'
