import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import type { Change } from '../change-source.ts'
import { scenario, type Scenario } from './index.ts'

interface ListEvent {
  readonly type: 'LIST'
  readonly list: string
}

function rowOf(list: string): Change {
  const row = { list }
  return { kind: 'row', schema: 'public', table: 'rows', operation: 'UPDATE', row, old: {} }
}

/** A scenario over a real cache with one list on screen, whose data counts its fetches. */
function withList(): { readonly story: Scenario<ListEvent>; readonly shown: () => unknown } {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  let fetches = 0
  const queryKey = ['list', 'a']
  const observer = new QueryObserver(client, {
    queryKey,
    initialData: 0,
    staleTime: Infinity,
    queryFn: () => Promise.resolve((fetches += 1)),
  })
  const story = scenario<ListEvent>({
    caches: [client.getQueryCache()],
    families: [['list']],
    rules: { LIST: ({ list }) => [['list', list]] },
    toEvents: change => (change.kind === 'row' ? [{ type: 'LIST', list: 'a' }] : []),
  }).do(() => void observer.subscribe(() => undefined))
  return { story, shown: () => observer.getCurrentResult().data }
}

test('C3, C5: a dropped socket is polled for until the client is back, in one readable timeline', async () => {
  const lines = await scenario().follow('a').at('1s').drop(1006).advance('15s').timeline()
  expect(lines).toEqual([
    '0 opens a for ann',
    '0 connecting',
    '150 live',
    '1000 polling: socket-closed',
    '2150 live',
  ])
})

test('C1: a half-open socket is found out a probe after one and a half heartbeats of silence', async () => {
  const lines = await scenario().follow('a').at('1s').halfOpen().at('45s').timeline()
  expect(lines.slice(2)).toEqual(['150 live', '38300 polling: heartbeat-missed', '39450 live'])
})

test('C7: a refusal that heals with a sign-in is not hammered, and asked again at once with the new token', async () => {
  const lines = await scenario()
    .refuse('unauthorized')
    .follow('a')
    .at('1min')
    .recover()
    .do(({ sessions }) => {
      sessions.say({ userId: 'ann', accessToken: 'a new one', isAnonymous: false })
    })
    .advance('1s')
    .timeline()
  expect(lines).toEqual([
    '0 opens a for ann',
    '0 connecting',
    '50 closes a',
    '50 polling: unauthorized',
    '60000 opens a for ann',
    '60150 live',
  ])
})

test('C8: after a sleep all overdue timers run at once, and the socket that survived is left alone', async () => {
  const lines = await scenario().follow('a').at('10s').sleep('5min').advance('1s').timeline()
  expect(lines).toEqual(['0 opens a for ann', '0 connecting', '150 live'])
})

test('C5: a socket that flaps is left to the client, and comes back with it', async () => {
  const lines = await scenario().follow('a').at('1s').flap(3, 1_200).advance('20s').timeline()
  expect(lines.slice(2)).toEqual([
    '150 live',
    '1000 polling: socket-closed',
    '2150 live',
    '2200 polling: socket-closed',
    '3350 live',
    '3400 polling: socket-closed',
    '4550 live',
  ])
})

test('C7: joins that are never answered are tried again with backoff', async () => {
  const lines = await scenario().hang().follow('a').at('25s').recover().at('40s').timeline()
  expect(lines.filter(line => line.includes('opens') || line.includes('live'))).toEqual([
    '0 opens a for ann',
    '10500 opens a for ann',
    '21500 opens a for ann',
    '33500 opens a for ann',
    '33650 live',
  ])
})

test('R3, R4: a change starts one fetch after 20 ms; one that is told twice or out of order costs no other', async () => {
  const { story } = withList()
  const lines = await story
    .follow('a')
    .at('5s')
    .change(rowOf('a'))
    .at('10s')
    .duplicate()
    .change(rowOf('a'))
    .at('15s')
    .reorder()
    .change(rowOf('a'))
    .change(rowOf('a'))
    .at('20s')
    .timeline()
  expect(lines.filter(line => line.includes('fetches'))).toEqual([
    '150 fetches ["list","a"]',
    '5020 fetches ["list","a"]',
    '10020 fetches ["list","a"]',
    '15020 fetches ["list","a"]',
  ])
})

test('P5: a change that never arrives is found by the safety refetch', async () => {
  const { story, shown } = withList()
  const lines = await story
    .follow('a')
    .at('1s')
    .skip()
    .change(rowOf('a'))
    .at('310s')
    .do(() => expect(shown()).toBe(2))
    .timeline()
  const fetches = lines.filter(line => line.includes('fetches')).map(line => parseInt(line, 10))
  expect(fetches).toHaveLength(2)
  expect(fetches[1]).toBeGreaterThanOrEqual(299_000)
  expect(fetches[1]).toBeLessThanOrEqual(302_000)
})

test('R3: a change that arrives late is fetched when it does', async () => {
  const { story } = withList()
  const lines = await story.follow('a').at('1s').delay(3_000).change(rowOf('a')).at('9s').timeline()
  expect(lines.slice(-1)).toEqual(['4020 fetches ["list","a"]'])
})

test('C5, A2: the channel is replaced when the server ends it, closes it or finds the token expired', async () => {
  const ends = [scenario().follow('a').at('20s').close(), scenario().follow('a').at('20s').crash()]
  for (const story of ends) {
    const lines = await story.advance('5s').timeline()
    expect(lines.slice(3).map(line => line.replace(/: .*/, ''))).toEqual([
      '20000 closes a',
      '20000 polling',
      '20500 opens a for ann',
      '20650 live',
    ])
  }
  const lines = await scenario().follow('a').at('20s').expireToken().advance('5s').timeline()
  expect(lines.slice(3)).toEqual([
    '20000 closes a',
    '20000 opens a for ann',
    '20000 polling: token-expired',
    '20150 live',
  ])
})

test('A4: a sign-out closes the channel, offline and hidden are told', async () => {
  const lines = await scenario()
    .follow('a')
    .at('1s')
    .offline()
    .at('2s')
    .online()
    .hide()
    .show()
    .at('3s')
    .signOut()
    .advance('1s')
    .signIn('bob')
    .advance('1s')
    .follow(undefined)
    .advance('1s')
    .timeline()
  expect(lines).toEqual([
    '0 opens a for ann',
    '0 connecting',
    '150 live',
    '1000 offline',
    '2000 live',
    '3000 closes a',
    '3000 waiting-auth',
    '4000 opens a for bob',
    '4000 connecting',
    '4150 live',
    '5000 closes a',
    '5000 idle',
  ])
})

test('a story is played anew each time, and tells of a mistake in it', async () => {
  const story = scenario().follow('a').at('1s')
  expect(await story.timeline()).toEqual(await story.timeline())
  await expect(story.at('500ms').timeline()).rejects.toThrow('at(500) is over')
  await expect(story.advance('soon' as '1s').timeline()).rejects.toThrow('"soon" is no time')
})

test.each([[-1], [NaN], [Infinity]])(
  'a story in which %s ms pass is refused: time goes on, and ends',
  async ms => {
    const mistake = /is (-1|NaN|Infinity)\. It must be a number of ms/
    await expect(scenario().follow('a').advance(ms).timeline()).rejects.toThrow(mistake)
    await expect(scenario().follow('a').sleep(ms).timeline()).rejects.toThrow(mistake)
  },
)

test('when a lost connection is tried next is known beforehand', async () => {
  const known: (number | undefined)[] = []
  const lines = await scenario()
    .refuse('channel-error')
    .follow('a')
    .at('60ms')
    .do(({ realtime }) => void known.push(realtime.nextTryAt()))
    .recover()
    .advance('5s')
    .do(({ realtime }) => void known.push(realtime.nextTryAt()))
    .timeline()
  const reopened = lines.filter(line => line.endsWith('opens a for ann')).map(parseFloat)[1]
  expect(known).toEqual([reopened, undefined])
})
