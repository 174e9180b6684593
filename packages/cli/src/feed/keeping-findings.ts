import type { DoctorFinding } from '../doctor/finding.ts'
import type { FeedFacts } from './facts.ts'
import { duration } from './words.ts'

const ROTATE = 'select everfresh.rotate();'
/** The ring holds eight sixths of what is kept; after that, old rows stand among the new. */
const RING = 8 / 6
/** What clocks of one machine differ by is less. */
const TOLERATED_S = 60

/** Whether the log can be relied on, and is kept small. */
export function keepingFindings(facts: FeedFacts): readonly DoctorFinding[] {
  return [
    ...clusterFindings(facts),
    ...holeFindings(facts),
    ...rotationFindings(facts),
    ...clockFindings(facts),
  ]
}

function clusterFindings({ isOfOtherCluster }: FeedFacts): readonly DoctorFinding[] {
  if (isOfOtherCluster !== true) return []
  return [
    {
      code: 'feed-of-other-cluster',
      severity: 'warning',
      title: 'The log is of another database cluster.',
      evidence:
        'This database was restored from a dump of it. Every answer is incomplete, and clients fetch everything, until the log begins anew.',
      next: 'Begin it anew. Where this says that it failed: select everfresh.retrack() says why.',
      sql: ROTATE,
    },
  ]
}

function holeFindings({ hole, log }: FeedFacts): readonly DoctorFinding[] {
  if (hole === null) return []
  const { xid, atLeastS, atMostS } = hole
  const since = atLeastS === null ? '' : `, ${duration(atLeastS)} ago or more`
  const upto = atMostS === null ? '' : `, ${duration(atMostS)} ago at most`
  return [
    {
      code: 'feed-hole',
      severity: 'info',
      title: 'Tracking was changed, or a change was not logged.',
      evidence: `What is tracked was changed, or a change could not be logged: the last time in transaction ${xid}${since}${upto}. Clients with an older cursor fetch everything instead; nothing is lost.`,
      next: `If nobody tracked anything then, look into the database’s log for “everfresh: a change of”, which says why. This ends by itself once the log from before is given up (${duration(log.keptS)} or more).`,
    },
  ]
}

function rotationFindings({ log, rotation }: FeedFacts): readonly DoctorFinding[] {
  const { oldestAgeS, keptS } = log
  if (oldestAgeS === null || oldestAgeS <= keptS * RING) return []
  return [
    {
      code: 'feed-log-not-rotated',
      severity: 'warning',
      title: 'The feed’s log is not tidied up.',
      evidence: `Its oldest change is from ${duration(oldestAgeS)} ago, and ${duration(keptS)} are to be kept: it grows.`,
      next: rotation.byCron
        ? 'Look into cron.job_run_details why the job everfresh-rotate fails; then run this until it says that there is nothing to do, a minute apart.'
        : 'Clients do it when they ask; none has. Run this until it says that there is nothing to do, a minute apart; or enable pg_cron and apply the feed’s migration again.',
      sql: ROTATE,
    },
  ]
}

function clockFindings({ log: { newestAgeS } }: FeedFacts): readonly DoctorFinding[] {
  if (newestAgeS === null || newestAgeS >= -TOLERATED_S) return []
  return [
    {
      code: 'feed-clock',
      severity: 'warning',
      title: 'The database’s clock was set back.',
      evidence: `Its newest logged change is dated ${duration(-newestAgeS)} ahead of it. Which part of the log is given up next goes by that clock.`,
      next: 'Set the clock by the network. Nothing is told wrongly; changes may be given up sooner than they should, and clients then fetch everything.',
    },
  ]
}
