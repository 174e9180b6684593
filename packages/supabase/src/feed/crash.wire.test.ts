import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocal } from '@everfresh/local'
import { afterAll, expect, test } from 'vitest'
import { feedProject } from '../../test/feed-project.ts'
import { atRest, often, prepareFeedStage, type FeedApp } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'everfresh-crash-'))
// Never the PostgreSQL that the other files are using.
const stage = prepareFeedStage(feedProject(), options =>
  startLocal({ ...options, port: 0, dataDir, fresh: true }),
)
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** Crashes PostgreSQL: it ends all others when one of its processes is killed, and recovers. */
async function killOne(): Promise<void> {
  const { rows } = await stage.backend.sql('select pg_backend_pid() as pid')
  process.kill(Number(rows[0]?.['pid']), 'SIGKILL')
}

const reasonsOf = (app: FeedApp): readonly unknown[] =>
  app.trace
    .entries()
    .flatMap(({ part, what, detail }) =>
      part === 'log' && what === 'told' && !detail.complete ? [detail.reason] : [],
    )

test('F3: a PostgreSQL that recovers from a crash may have lost what it told: all is fetched, once', async () => {
  const app = await stage.open({ parts: 2, polling: often })
  await atRest(app)
  await killOne()
  const written = (): Promise<boolean> =>
    stage.commit([1, 'after']).then(
      () => true,
      () => false,
    )
  await soon(written).toBe(true)
  await soon(() => app.titles(1)).toEqual(['after'])
  expect(reasonsOf(app)).toEqual(['first', 'other-history'])
})

test('F3, F5: what is committed under the number of a transaction that the crash lost is shown', async () => {
  const { backend } = stage
  const app = await stage.open({ parts: 2, polling: often })
  await atRest(app)
  await backend.sql('alter system set synchronous_commit = off')
  await backend.sql('select pg_reload_conf()')
  const { rows } = await backend.sql(
    "select pid from pg_stat_activity where backend_type = 'walwriter'",
  )
  // Nothing is written to the disk any more.
  process.kill(Number(rows[0]?.['pid']), 'SIGSTOP')
  const lost = Array.from({ length: 10 }, (_, n) => `lost ${n}`)
  for (const title of lost) await stage.commit([1, title])
  await soon(() => app.titles(1)).toEqual(lost)
  await killOne()
  await soon(() => reasonsOf(app)).toContain('other-history')
  await app.realtime.settled(Promise.resolve())
  // One by one: each may have the number of one that was lost.
  for (const title of lost.map(was => `after ${was}`)) {
    await stage.commit([1, title])
    await soon(() => app.titles(1)).toContain(title)
  }
})
