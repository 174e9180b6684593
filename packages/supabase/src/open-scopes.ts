import type { RealtimeClient } from '@supabase/supabase-js'
import type { TableBinding } from './database.ts'

/** A scope that a source has open on a client. */
export interface ScopeOnClient {
  readonly topic: string
  readonly isPrivate: boolean
  /** All that the source listens to, the tables that the server refuses among them. */
  readonly tables: readonly TableBinding[]
}

interface Noted {
  readonly open: Set<ScopeOnClient>
  last: ScopeOnClient
}

/** Passive: only `diagnose` reads it. */
const noted = new WeakMap<RealtimeClient, Noted>()

/** Notes that `scope` is open on `realtime` until the returned undo. */
export function noteScope(realtime: RealtimeClient, scope: ScopeOnClient): () => void {
  const note = noted.get(realtime) ?? { open: new Set(), last: scope }
  noted.set(realtime, note)
  note.open.add(scope)
  note.last = scope
  return () => void note.open.delete(scope)
}

/** The scopes that sources have open on `realtime`, the oldest first. */
export function scopesOn(realtime: RealtimeClient): readonly ScopeOnClient[] {
  return [...(noted.get(realtime)?.open ?? [])]
}

/** The same; where none is open just now, such as between two attempts, the one that was open last. */
export function wantedOn(realtime: RealtimeClient): readonly ScopeOnClient[] {
  const open = scopesOn(realtime)
  const last = noted.get(realtime)?.last
  return open.length === 0 && last !== undefined ? [last] : open
}
