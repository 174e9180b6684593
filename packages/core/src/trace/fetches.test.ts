import { QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'

test('an interval of 0 is none: what is fetched soon after a fetch is asked for by the app', async () => {
  const { clock, queryClient, trace } = world()
  const hook = { queryKey: ['own'], queryFn: () => 1, refetchInterval: 0 }
  const undo = new QueryObserver(queryClient, hook).subscribe(() => undefined)
  await clock.pass(100)
  await queryClient.refetchQueries({ queryKey: ['own'] })
  undo()
  const whys = trace.entries().flatMap(({ what, detail }) => (what === 'fetch' ? [detail.why] : []))
  expect(whys).toEqual(['app', 'app'])
})
