import { expect, test } from 'vitest'
import { prepareFeedStage, type FeedApp } from '../../test/feed-stage.ts'
import { soon } from '../../test/stage.ts'

const stage = prepareFeedStage()

const isTrusted = ({ realtime }: FeedApp): boolean =>
  realtime.state.current.status === 'live' && realtime.state.current.log?.status === 'trusted'

test('C1: what another commits is pushed, and only what it touches is fetched', async () => {
  const app = await stage.open({ parts: 5 })
  await soon(() => isTrusted(app)).toBe(true)
  await soon(() => app.titles(4)).toEqual([])
  await soon(() => app.queryClient.isFetching()).toBe(0)
  app.requests.splice(0)
  await stage.commit([3, 'hello'])
  await soon(() => app.titles(3)).toEqual(['hello'])
  expect(app.requests).toEqual(['GET rows 3'])
})
