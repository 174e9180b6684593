import { expect, test } from 'vitest'
import { atRest, isLive, logOf, prepareFeedStage, reads } from '../../test/feed-stage.ts'
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

test('F10: another member who writes under the name of an own write hides nothing', async () => {
  const app = await stage.open({ parts: 1 })
  const other = await stage.open({ parts: 1 })
  await soon(() => [isLive(app), isLive(other)]).toEqual([true, true])
  await atRest(app)
  await app.realtime.settled(app.write(0, 'mine'))
  // Every member of the list is told it with the broadcast.
  const { rows } = await stage.backend.sql(
    'select origin from everfresh.log where origin is not null',
  )
  await other.client
    .from('rows')
    .insert({ list: 'a', part: 0, title: 'under your name' })
    .setHeader('x-everfresh-origin', String(rows[0]?.['origin']))
    .throwOnError()
  await soon(() => app.titles(0)).toEqual(['mine', 'under your name'])
})
