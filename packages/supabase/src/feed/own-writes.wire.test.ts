import { expect, test } from 'vitest'
import { atRest, logOf, prepareFeedStage, reads } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const stage = prepareFeedStage()

test('F10: the echo of an own write costs nothing where the fetch began after its response', async () => {
  const app = await stage.open({ parts: 2 })
  await atRest(app)
  stage.backend.faults.add({ type: 'frame-delay', what: 'broadcasts', ms: 500 })
  await app.write(1, 'mine')
  await app.queryClient.refetchQueries({ queryKey: ['rows', 1] })
  const heard = () => app.trace.entries().filter(({ what }) => what === 'change').length
  await soon(heard).toBe(1)
  await app.realtime.settled(Promise.resolve())
  expect([app.titles(1), reads(app)]).toEqual([['mine'], ['GET rows 1']])
  // The control: what another writes is fetched.
  await stage.commit([1, 'theirs'])
  await soon(() => app.titles(1)).toEqual(['mine', 'theirs'])
})

test('F11: a write that is settled is on screen, though push lost it', async () => {
  const app = await stage.open({ parts: 2 })
  await atRest(app)
  stage.backend.faults.add({ type: 'frame-skip', what: 'broadcasts' })
  await app.realtime.settled(app.write(1, 'mine'))
  expect(app.titles(1)).toEqual(['mine'])
})

test('F11: where the log cannot be asked, settled says that the write was made, and what is wrong', async () => {
  const app = await stage.open({ parts: 2 })
  await atRest(app)
  stage.backend.faults.add(
    { type: 'http-error', service: 'rest', status: 404 },
    { path: '/rest/v1/rpc/changes_since' },
  )
  await expect(app.realtime.settled(app.write(1, 'mine'))).rejects.toMatchObject({
    code: 'not-settled',
    message: expect.stringContaining('The write was made') as string,
  })
  expect(logOf(app)?.status).toBe('failing')
})
