import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POSTGRES_VERSIONS } from '../../../local/src/testing/postgres-versions.ts'
import { kitFiles } from '../kit.ts'
import type { Reasons } from './judge.ts'
import { playRounds } from './oracle.ts'
import { startServer, type Server } from './server.ts'

// Seconds where the machine is its own.
vi.setConfig({ testTimeout: 240_000 })

const ROUNDS = [
  { seed: 1, kind: 'calm', steps: 250 },
  { seed: 2, kind: 'rotation', steps: 300 },
  { seed: 3, kind: 'holes', steps: 150 },
  { seed: 7, kind: 'holes', steps: 100 },
  { seed: 4, kind: 'crash', steps: 200 },
  { seed: 5, kind: 'restart', steps: 100 },
  { seed: 6, kind: 'restore', steps: 100 },
] as const

const share = (reasons: Reasons | undefined): number => {
  const counts = [...(reasons ?? [])]
  const all = counts.reduce((sum, [, count]) => sum + count, 0)
  return (reasons?.get('') ?? 0) / all
}

describe.each(POSTGRES_VERSIONS)('on PostgreSQL %s', version => {
  let server: Server
  beforeAll(async () => {
    server = await startServer(version)
  })
  afterAll(() => server.stop())

  test('readers are told exactly what they have not seen, or that there may be more', async () => {
    const report = await playRounds(server, { kit: kitFiles(), rounds: [ROUNDS] })
    expect(report.wrong).toBe(undefined)
    const { answers, lost, emptied } = report
    // All but those who had no cursor yet.
    expect([...(answers.get('calm')?.keys() ?? [])].toSorted()).toEqual(['', 'first'])
    expect(share(answers.get('rotation'))).toBeGreaterThan(0.25)
    expect(answers.get('holes')?.get('')).toBeGreaterThan(0)
    expect(answers.get('holes')?.get('not-logged')).toBeGreaterThan(0)
    expect(share(answers.get('crash'))).toBeGreaterThan(0.2)
    // Else nothing was put to the proof.
    expect(answers.get('rotation')?.get('too-old')).toBeGreaterThan(0)
    expect(emptied).toBeGreaterThan(0)
    expect(lost).toBeGreaterThan(0)
  })

  test('it would be found if readers went by the order of ids', async () => {
    const kit = new Map(kitFiles())
    const name = '60-changes-since.sql'
    const right = kit.get(name) ?? ''
    const seen = 'and not pg_visible_in_snapshot(l.xid, before)'
    expect(right).toContain(seen)
    kit.set(name, right.replace(seen, 'and l.xid >= pg_snapshot_xmax(before)'))
    const { wrong } = await playRounds(server, {
      kit,
      rounds: [[{ seed: 1, kind: 'calm', steps: 300 }]],
    })
    expect(wrong).toMatch(/was not told|the commits should be/)
  })
})
