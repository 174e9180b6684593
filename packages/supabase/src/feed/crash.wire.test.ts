import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocal } from '@everfresh/local'
import { afterAll, expect, test } from 'vitest'
import { feedProject } from '../../test/feed-project.ts'
import { atRest, often, prepareFeedStage } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'everfresh-crash-'))
// Never the PostgreSQL that the other files are using.
const stage = prepareFeedStage(feedProject(), options =>
  startLocal({ ...options, port: 0, dataDir, fresh: true }),
)
afterAll(() => rm(dataDir, { recursive: true, force: true }))

test('F3: a PostgreSQL that recovers from a crash may have lost what it told: all is fetched, once', async () => {
  const app = await stage.open({ parts: 2, polling: often })
  await atRest(app)
  const { rows } = await stage.backend.sql('select pg_backend_pid() as pid')
  process.kill(Number(rows[0]?.['pid']), 'SIGKILL')
  const written = (): Promise<boolean> =>
    stage.commit([1, 'after']).then(
      () => true,
      () => false,
    )
  await soon(written).toBe(true)
  await soon(() => app.titles(1)).toEqual(['after'])
  const reasons = app.trace
    .entries()
    .flatMap(({ part, what, detail }) =>
      part === 'log' && what === 'told' && !detail.complete ? [detail.reason] : [],
    )
  expect(reasons).toEqual(['first', 'other-history'])
})
