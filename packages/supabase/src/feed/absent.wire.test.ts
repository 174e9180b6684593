import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { tracked } from '../../test/feed-project.ts'
import { atRest, isLive, often, prepareFeedStage } from '../../test/feed-stage.ts'
import { kit } from '../../test/kit.ts'
import { soon } from '../../test/stage.ts'

const stage = prepareFeedStage()
const remove = new URL('../../sql/remove.sql', import.meta.url)

/** An app whose channels anybody may join, as other policies than the feed's may have it. */
async function openToAll() {
  await stage.backend.sql(
    'create policy "everybody listens" on realtime.messages for select to authenticated using (true)',
  )
  const app = await stage.open({ parts: 2, polling: often })
  await soon(() => isLive(app)).toBe(true)
  await atRest(app)
  return app
}

test('F4: while the app is open the feed is removed: it is polled, and live again with a new one', async () => {
  const app = await openToAll()
  await stage.backend.sql(await readFile(remove, 'utf8'))
  await soon(() => app.realtime.state.current).toMatchObject({
    status: 'polling',
    cause: { code: 'misconfigured', message: expect.stringContaining('npx everfresh feed init') },
  })
  await stage.commit([1, 'not logged'])
  await soon(() => app.titles(1)).toEqual(['not logged'])
  await stage.backend.sql(kit())
  await stage.backend.sql(tracked)
  await soon(() => isLive(app)).toBe(true)
  await stage.commit([0, 'logged'])
  await soon(() => app.titles(0)).toEqual(['logged'])
})
