import type { SupabaseClient } from '@supabase/supabase-js'
import type { FeedFailure } from './feed-failure.ts'

/** What came of the newest question to a feed, and what its broadcasts were like. */
export interface FeedNote {
  /** Undefined: it answered. */
  readonly failure: FeedFailure | undefined
  /** What a refusal said; undefined: nothing was refused. */
  readonly refused: string | undefined
  /** How many broadcasts could not be read. */
  readonly unreadable: number
}

/** Passive: only `diagnose` reads it. */
const notes = new WeakMap<SupabaseClient, FeedNote>()

export function noteFeed(client: SupabaseClient, news: Partial<FeedNote>): void {
  const { failure, refused, unreadable = 0 } = feedNoteOf(client) ?? {}
  notes.set(client, { failure, refused, unreadable, ...news })
}

/** Undefined: no feed is used on this client. */
export function feedNoteOf(client: SupabaseClient): FeedNote | undefined {
  return notes.get(client)
}
