import type { Realtime } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { FeedFailure } from '../feed/feed-failure.ts'
import { feedNoteOf, type FeedNote } from '../feed/feed-notes.ts'
import { TOPIC_PREFIX } from '../feed/topic.ts'
import { scopesOn } from '../open-scopes.ts'

/** What a feed on the client has met with. None where there is no feed. */
export function feedFindings(
  client: SupabaseClient,
  { state }: Pick<Realtime, 'state'>,
): readonly Finding[] {
  return [...askedFindings(feedNoteOf(client)), ...lossFindings(state), ...publicFindings(client)]
}

function askedFindings(note: FeedNote | undefined): readonly Finding[] {
  if (note === undefined) return []
  const { failure, refused, unreadable } = note
  return [
    ...(failure === undefined ? [] : [failed(failure)]),
    ...(refused === undefined ? [] : [scopeRefused(refused)]),
    ...(unreadable === 0 ? [] : [unreadableBroadcasts(unreadable)]),
  ]
}

const polledMeanwhile = 'Queries are polled by themselves meanwhile.'

function failed({ kind, message }: FeedFailure): Finding {
  const evidence = `The newest question was answered: ${message}`
  switch (kind) {
    case 'not-installed':
      return {
        code: 'feed-not-installed',
        severity: 'error',
        title: 'The feed is not in this database.',
        evidence,
        next: 'Run npx everfresh feed init, and apply the migration that it writes. Is it applied, REST has not read it yet.',
        sql: `notify pgrst, 'reload schema';`,
      }
    case 'can-read':
      return {
        code: 'feed-refused',
        severity: 'error',
        title: 'everfresh.can_read lets nobody in as it is, so no scope can be listened to.',
        evidence,
        next: 'Write it in a migration, as SECURITY DEFINER; docs/feed.md has one to start from.',
      }
    case 'untracked':
      return {
        code: 'feed-untracked',
        severity: 'error',
        title: 'A table is read through the feed that it does not follow.',
        evidence,
        next: `${polledMeanwhile} select everfresh.track(…) in a migration, or leave the table out of feedSource.`,
      }
    case 'standby':
    case 'unavailable':
    case 'unreadable':
      return {
        code: 'feed-not-answering',
        severity: 'error',
        title: 'The feed does not answer, so what was missed is not known exactly.',
        evidence,
        next: `${polledMeanwhile} ${steps[kind]}`,
      }
  }
}

const steps: Readonly<Record<'standby' | 'unreadable' | 'unavailable', string>> = {
  standby:
    'Use the address of the primary: a standby does not know which transactions are running.',
  unreadable:
    'Bring the migration and @everfresh/supabase to the same version: npx everfresh feed init.',
  unavailable: 'See in the network panel what the request to changes_since fails with.',
}

function scopeRefused(message: string): Finding {
  return {
    code: 'feed-refused',
    severity: 'error',
    title: 'A scope of the feed is refused to this user: its rows were dropped.',
    evidence: message,
    next: 'Should this user read it, see what everfresh.can_read says of it; else ask for another scope. One that is not there is refused in the same words.',
  }
}

function unreadableBroadcasts(times: number): Finding {
  return {
    code: 'feed-not-answering',
    severity: 'warning',
    title: 'The feed broadcasts in a way that this version does not know.',
    evidence: `${times} of its broadcasts could not be read; the log was asked instead.`,
    next: 'Bring the migration and @everfresh/supabase to the same version: npx everfresh feed init.',
  }
}

function lossFindings(state: Realtime['state']): readonly Finding[] {
  const lost = state.current.log?.silentLosses ?? 0
  if (lost === 0) return []
  return [
    {
      code: 'feed-changes-lost',
      severity: 'warning',
      title:
        'Changes were not pushed though the connection was live; the feed’s log found them later.',
      evidence: `${lost} ${lost === 1 ? 'commit' : 'commits'} since the start.`,
      next: 'See in the reports of Realtime whether a limit is reached, and in the log of the database whether a broadcast failed ("was not broadcast").',
    },
  ]
}

/** Whoever knows the name of a public channel may send on it, and hear what others send. */
function publicFindings({ realtime }: SupabaseClient): readonly Finding[] {
  return scopesOn(realtime)
    .filter(({ isPrivate, topic }) => !isPrivate && topic.startsWith(TOPIC_PREFIX))
    .map(({ topic }) => ({
      code: 'feed-channel-public',
      severity: 'error',
      title: `The channel ${topic} is public, and the feed broadcasts to private ones only.`,
      evidence: 'A source has it open with private: false.',
      next: 'Use feedSource for it, or leave private as it is by default.',
    }))
}
