import type { RealtimeClient } from '@supabase/supabase-js'
import type { TableBinding } from './change-source.ts'

/** A scope that a source has open on a client. */
export interface ScopeOnClient {
  readonly topic: string
  readonly isPrivate: boolean
  /** All that the source listens to, the tables that the server refuses among them. */
  readonly tables: readonly TableBinding[]
}

/** Passive: only `diagnose` reads it. */
const open = new WeakMap<RealtimeClient, Set<ScopeOnClient>>()

/** Notes that `scope` is open on `realtime` until the returned undo. */
export function noteScope(realtime: RealtimeClient, scope: ScopeOnClient): () => void {
  const scopes = open.get(realtime) ?? new Set()
  open.set(realtime, scopes.add(scope))
  return () => void scopes.delete(scope)
}

/** The scopes that sources have open on `realtime`, the oldest first. */
export function scopesOn(realtime: RealtimeClient): readonly ScopeOnClient[] {
  return [...(open.get(realtime) ?? [])]
}
