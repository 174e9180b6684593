import { describe, expect, it } from 'vitest'
import type { FeedFacts } from './facts.ts'
import { feedFindings } from './findings.ts'

const HOUR = 3600

const tracked: FeedFacts['tracked'][number] = {
  name: 'public.tasks',
  exists: true,
  scopes: ['project:{project_id}'],
  route: [],
  push: true,
  strict: false,
  lostColumns: [],
}

const well: FeedFacts = {
  version: 3,
  canRead: { exists: true, letsNobodyIn: false, runsAsOwner: true },
  tracked: [tracked],
  triggers: [{ table: 'public.tasks', missing: [], disabled: [], hasOtherKey: false }],
  realtime: { hasSend: true, hasPolicy: true },
  log: { rows: 2, bytes: 8192, oldestAgeS: 20 * HOUR, newestAgeS: 1, keptS: 24 * HOUR },
  rotation: { count: 1, byCron: false, isDue: false },
  hole: null,
  isOfOtherCluster: false,
  pollAfterMs: null,
}

const codes = (more: Partial<FeedFacts>): readonly string[] =>
  feedFindings({ ...well, ...more }, 3).map(({ code }) => code)

describe('a feed', () => {
  it('that is well has nothing found', () => {
    expect(codes({})).toEqual([])
    expect(codes({ isOfOtherCluster: null })).toEqual([])
  })

  it('without Realtime has to be looked into by clients, and is well where all of it is log only', () => {
    const realtime = { hasSend: false, hasPolicy: false }
    expect(codes({ realtime })).toEqual(['feed-no-broadcast'])
    expect(codes({ realtime, tracked: [{ ...tracked, push: false }] })).toEqual([])
  })

  it('whose policy is gone is given what makes it', () => {
    const [finding] = feedFindings({ ...well, realtime: { hasSend: true, hasPolicy: false } }, 3)
    expect(finding).toMatchObject({
      code: 'feed-policy-missing',
      sql: 'select everfresh.make_policies();',
    })
  })

  it('of another version is told to update whichever is older', () => {
    expect(codes({ version: 2 })).toEqual(['feed-old'])
    expect(codes({ version: 4 })).toEqual(['feed-newer'])
  })

  it('whose log is older than the ring is long was not rotated; one that is about to be, is well', () => {
    const log = (hours: number) => ({ log: { ...well.log, oldestAgeS: hours * HOUR } })
    expect(codes(log(32))).toEqual([])
    expect(codes(log(33))).toEqual(['feed-log-not-rotated'])
  })

  it('whose newest change is a minute ahead of the clock has a clock that was set back', () => {
    const log = (newestAgeS: number) => ({ log: { ...well.log, newestAgeS } })
    expect(codes(log(-59))).toEqual([])
    expect(codes(log(-61))).toEqual(['feed-clock'])
  })

  it('restored from a dump begins anew', () => {
    const [finding] = feedFindings({ ...well, isOfOtherCluster: true }, 3)
    expect(finding).toMatchObject({
      code: 'feed-of-other-cluster',
      sql: 'select everfresh.rotate();',
    })
  })

  it('with a hole says between which times it was, as far as it is known', () => {
    const evidence = (atLeastS: number | null, atMostS: number | null) =>
      feedFindings({ ...well, hole: { xid: '77', atLeastS, atMostS } }, 3)[0]?.evidence
    expect(evidence(90, 7200)).toContain(
      'transaction 77, 90 seconds ago or more, 2 hours ago at most.',
    )
    expect(evidence(null, null)).toContain('transaction 77. ')
  })
})
