import type { DoctorFinding } from '../doctor/finding.ts'
import { CAN_READ } from './example.ts'
import type { FeedFacts } from './facts.ts'

/** Who may read the feed, and whether it can be broadcast to them. */
export function accessFindings({
  canRead,
  realtime,
  tracked,
}: FeedFacts): readonly DoctorFinding[] {
  return [
    ...canReadFindings(canRead),
    ...(tracked.some(({ push }) => push) ? broadcastFindings(realtime) : []),
  ]
}

function canReadFindings(canRead: FeedFacts['canRead']): readonly DoctorFinding[] {
  if (!canRead.exists) {
    return [
      {
        code: 'feed-can-read-missing',
        severity: 'error',
        title: 'Nobody may read the feed: everfresh.can_read is missing.',
        evidence:
          'There is no function everfresh.can_read(text), so every request of a client fails.',
        next: 'Create it: it says for each scope whether auth.uid() may read everything in it.',
        sql: CAN_READ,
      },
    ]
  }
  if (canRead.letsNobodyIn) {
    return [
      {
        code: 'feed-can-read-denies',
        severity: 'error',
        title: 'Nobody may read the feed: everfresh.can_read lets nobody in.',
        evidence: 'It is still the function that the feed came with: select false.',
        next: 'Replace it in a migration of your own: it says for each scope whether auth.uid() may read everything in it.',
        sql: CAN_READ,
      },
    ]
  }
  if (canRead.runsAsOwner) return []
  return [
    {
      code: 'feed-can-read-not-definer',
      severity: 'error',
      title: 'Nobody may read the feed: everfresh.can_read does not run as its owner.',
      evidence:
        'It is not SECURITY DEFINER: the policy and the log would call it as different people, and could get different answers.',
      next: 'Say so, and see that it compares with auth.uid() itself: row-level security does not apply inside.',
      sql: `alter function everfresh.can_read(text) security definer set search_path = pg_catalog, pg_temp;`,
    },
  ]
}

function broadcastFindings({
  hasSend,
  hasPolicy,
}: FeedFacts['realtime']): readonly DoctorFinding[] {
  if (!hasSend) {
    return [
      {
        code: 'feed-no-broadcast',
        severity: 'error',
        title: 'The feed cannot be broadcast.',
        evidence:
          'There is no function realtime.send, so changes are in the log alone, where clients look once a minute.',
        next: 'Update Realtime; or track with push => false, if that is soon enough.',
      },
    ]
  }
  if (hasPolicy) return []
  return [
    {
      code: 'feed-policy-missing',
      severity: 'error',
      title: 'A policy of the feed on realtime.messages is missing.',
      evidence:
        'Of the four that begin with "everfresh:" not all are there: either nobody can listen, or other policies may let in whom can_read does not.',
      next: 'Create them anew.',
      sql: 'select everfresh.make_policies();',
    },
  ]
}
