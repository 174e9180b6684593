import type { Cause, Signal } from '@everfresh/core'
import { supabaseSource, type TableBinding } from '@everfresh/supabase'
import { createClient } from '@supabase/supabase-js'
import { WebSocket } from 'ws'
import type { Api } from './target.ts'

/** A channel of the doctor's own. */
export interface Listening {
  readonly topic: string
  readonly isPrivate: boolean
  readonly tables: readonly TableBinding[]
}

/** How far a channel came. Milliseconds since it was opened. */
export type Heard =
  | { readonly kind: 'proved'; readonly joinedMs: number; readonly provedMs: number }
  | { readonly kind: 'lost'; readonly cause: Cause; readonly joinedMs: number | undefined }
  /** Nothing more came within the time. */
  | { readonly kind: 'silent'; readonly joinedMs: number | undefined }

/** What became of waiting for a row. */
type News =
  /** `at`: milliseconds since the epoch. */
  { readonly kind: 'row'; readonly at: number } | { readonly kind: 'lost'; readonly cause: Cause }

/** An open channel. */
export interface Ear {
  /** Settles with the server's proof, its refusal, or when the time is up. */
  readonly heard: Promise<Heard>
  /** Resolves once a row of the table comes or the channel is lost; undefined when the signal aborts first. */
  row(table: string, signal: AbortSignal): Promise<News | undefined>
  close(): void
}

/** Listens as the app does: by the same source, the same client, and the key alone or a user's token. */
export function listen(api: Api, listening: Listening, timeoutMs: number): Ear {
  const client = createClient(api.url, api.key, {
    accessToken: () => Promise.resolve(api.token ?? api.key),
    realtime: { transport: WebSocket as never, timeout: timeoutMs },
  })
  const openedAt = Date.now()
  const hearers = new Set<(signal: Signal) => void>()
  const source = supabaseSource({
    client,
    topic: () => listening.topic,
    tables: () => listening.tables,
    private: listening.isPrivate,
  })
  const scope = source.open({ id: 'doctor', userId: 'doctor' }, signal => {
    for (const hearer of hearers) hearer(signal)
  })
  const hear = (hearer: (signal: Signal) => void): (() => void) => {
    hearers.add(hearer)
    return () => hearers.delete(hearer)
  }
  return {
    heard: firstWord(hear, openedAt, timeoutMs),
    row: (table, signal) =>
      new Promise(resolve => {
        const stop = hear(told => {
          if (told.type === 'lost') done({ kind: 'lost', cause: told.cause })
          if (told.type !== 'change' || told.change.kind !== 'row') return
          if (told.change.table === table) done({ kind: 'row', at: Date.now() })
        })
        const done = (news: News | undefined): void => {
          stop()
          resolve(news)
        }
        signal.addEventListener('abort', () => done(undefined), { once: true })
      }),
    close: () => {
      scope.close()
      void client.realtime.disconnect()
    },
  }
}

function firstWord(
  hear: (hearer: (signal: Signal) => void) => () => void,
  openedAt: number,
  timeoutMs: number,
): Promise<Heard> {
  return new Promise(resolve => {
    let joinedMs: number | undefined
    const sinceThen = (): number => Date.now() - openedAt
    const timer = setTimeout(() => end({ kind: 'silent', joinedMs }), timeoutMs)
    const stop = hear(signal => {
      if (signal.type === 'joined') joinedMs = sinceThen()
      else if (signal.type === 'lost') end({ kind: 'lost', cause: signal.cause, joinedMs })
      else if (signal.type === 'proved') {
        const provedMs = sinceThen()
        end({ kind: 'proved', joinedMs: joinedMs ?? provedMs, provedMs })
      }
    })
    const end = (heard: Heard): void => {
      clearTimeout(timer)
      stop()
      resolve(heard)
    }
  })
}
