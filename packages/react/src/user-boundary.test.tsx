// @vitest-environment happy-dom
import { sessionOf } from '@everfresh/core/testing'
import { QueryClient, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { act, cleanup, render, waitFor } from '@testing-library/react'
import { Suspense, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { backend, Button, InApp, List, newClient, press, start, turns } from '../test/start.tsx'
import {
  createUserClients,
  RealtimeProvider,
  useHeldMutation,
  useSource,
  UserBoundary,
} from './index.ts'

afterEach(cleanup)

test('R8: nothing of the last user is on screen or in the cache when another signs in', async () => {
  const { auth, sessions } = start()
  const made: QueryClient[] = []
  const clients = createUserClients(auth, () => {
    const client = new QueryClient()
    made.push(client)
    return client
  })
  const frames: string[] = []
  function Screen(): ReactNode {
    const { data } = useQuery({ queryKey: ['list'], queryFn: () => 'fetched', enabled: false })
    frames.push(String(data))
    return <p>{String(data)}</p>
  }
  const view = render(
    <UserBoundary clients={clients} fallback={<p>signing in</p>}>
      <Screen />
    </UserBoundary>,
  )
  expect(view.container.textContent).toBe('signing in')
  act(() => sessions.say(sessionOf('ann')))
  act(() => void made[0]?.setQueryData(['list'], 'of ann'))
  await waitFor(() => expect(view.container.textContent).toBe('of ann'))
  frames.length = 0
  act(() => sessions.say(sessionOf('ben')))
  expect(frames).not.toContain('of ann')
  expect(view.container.textContent).toBe('undefined')
  expect(made[0]?.getQueryCache().getAll()).toEqual([])
  expect(made).toHaveLength(2)
})

test('R8: a cache listener that throws while it is cleared keeps nobody’s data', () => {
  const { auth, sessions } = start()
  const clients = createUserClients(auth, () => new QueryClient())
  sessions.say(sessionOf('ann'))
  const { client } = clients.current.current
  client.setQueryData(['list'], 'of ann')
  client.getQueryCache().subscribe(() => {
    throw new Error('a fault of the app')
  })
  sessions.say(sessionOf('ben'))
  expect(clients.current.current).toMatchObject({ userId: 'ben', generation: 1 })
  expect(clients.current.current.client).not.toBe(client)
})

test('R8: a first sign-in, a new token and an added e-mail keep the cache', () => {
  const { auth, sessions } = start()
  let made = 0
  const clients = createUserClients(auth, () => {
    made += 1
    return new QueryClient()
  })
  const before = clients.current.current.client
  sessions.say(null, 'INITIAL_SESSION')
  sessions.say({ ...sessionOf('ann'), isAnonymous: true })
  sessions.say({ ...sessionOf('ann', 'another token'), isAnonymous: true })
  sessions.say({ ...sessionOf('ann', 'another token'), isAnonymous: false })
  expect(clients.current.current.client).toBe(before)
  expect(made).toBe(1)
})

test('R8: after a sign-out the cache is empty before any subscriber hears of it', () => {
  const { auth, sessions } = start()
  const clients = createUserClients(auth, () => new QueryClient())
  sessions.say(sessionOf('ann'))
  const { client } = clients.current.current
  client.setQueryData(['list'], 'of ann')
  const seen: number[] = []
  auth.subscribe('Screen', () => void seen.push(client.getQueryCache().getAll().length))
  sessions.say(null, 'SIGNED_OUT')
  expect(seen).toEqual([1, 0])
})

/** Ann's screen, with her list asked for; `screen` is what is below the boundary. */
function signedIn(screen: (of: ReturnType<typeof parts>) => ReactNode, fallback?: ReactNode) {
  const all = parts()
  const { clients, sessions } = all
  const view = render(
    <UserBoundary clients={clients} fallback={fallback}>
      {screen(all)}
    </UserBoundary>,
  )
  act(() => sessions.say(sessionOf('ann')))
  const ben = (): void => act(() => sessions.say(sessionOf('ben')))
  return { ...all, ben, text: () => view.container.textContent, view }
}

function parts() {
  const started = start()
  const made: QueryClient[] = []
  const clients = createUserClients(started.auth, () => {
    const client = newClient()
    made.push(client)
    return client
  })
  return { ...started, clients, made, rows: backend({ a: 'of ann' }), frames: [] as string[] }
}

test('R8: a fetch of ann’s that lands when ben is signed in is shown to nobody', async () => {
  const { ben, frames, made, rows, text } = signedIn(({ rows: from, frames: seen }) => (
    <List of="a" backend={from} onShow={shown => void seen.push(shown)} />
  ))
  expect(rows.asked['a']).toBe(1)
  rows.rows['a'] = 'of ben'
  ben()
  expect(text()).toBe('loading')
  await rows.answer()
  expect(text()).toBe('of ben')
  expect(new Set(frames)).toEqual(new Set(['loading', 'of ben']))
  expect(made[0]?.getQueryCache().getAll()).toEqual([])
})

test('R8: a save of ann’s that lands when ben is signed in writes nothing into what he sees', async () => {
  let land: () => void = () => undefined
  function Saving(): ReactNode {
    const client = useQueryClient()
    const { mutate, status } = useHeldMutation({
      holds: [['list', 'a']],
      mutationFn: () => new Promise<void>(resolve => (land = resolve)),
      onMutate: () => client.setQueryData(['list', 'a'], 'typed by ann'),
      onSuccess: () => client.setQueryData(['list', 'a'], 'saved by ann'),
    })
    return (
      <>
        <Button label="save" onClick={() => mutate()} />
        {status}
      </>
    )
  }
  const { ben, frames, rows, text } = signedIn(({ realtime, rows: from, frames: seen }) => (
    <RealtimeProvider realtime={realtime} scope="a">
      <List of="a" backend={from} onShow={shown => void seen.push(shown)} />
      <Saving />
    </RealtimeProvider>
  ))
  await rows.answer()
  await act(async () => {
    press('save')
    await turns()
  })
  expect(text()).toBe('typed by annpending')
  frames.length = 0
  rows.rows['a'] = 'of ben'
  ben()
  expect(text()).toBe('loadingidle')
  land()
  await act(turns)
  await rows.answer()
  expect(text()).toBe('of benidle')
  expect(frames.filter(frame => frame.includes('ann'))).toEqual([])
})

test.each([['within'], ['around']])(
  'R8: with a suspending query and its boundary %s ours nothing of ann is left, not even hidden',
  async where => {
    const waiting = <i>waiting</i>
    const { clients, rows, sessions } = parts()
    function Suspending(): ReactNode {
      const queryFn = (): Promise<string> => rows.fetch('a')
      return <p>{useSuspenseQuery({ queryKey: ['list', 'a'], queryFn }).data}</p>
    }
    const inner =
      where === 'within' ? (
        <Suspense fallback={waiting}>
          <Suspending />
        </Suspense>
      ) : (
        <Suspending />
      )
    const bounded = (
      <UserBoundary clients={clients} fallback={waiting}>
        {inner}
      </UserBoundary>
    )
    const view = render(
      where === 'within' ? bounded : <Suspense fallback={waiting}>{bounded}</Suspense>,
    )
    act(() => sessions.say(sessionOf('ann')))
    await rows.answer()
    expect(view.container.innerHTML).toBe('<p>of ann</p>')
    rows.rows['a'] = 'of ben'
    act(() => sessions.say(sessionOf('ben')))
    expect(view.container.innerHTML).toBe('<i>waiting</i>')
    await rows.answer()
    expect(view.container.innerHTML).toBe('<p>of ben</p>')
  },
)

test('A4, R8: when ben takes over, ann’s channel and rows are gone before anybody hears of it', () => {
  const { auth, ben, made, source } = signedIn(({ realtime, rows }) => (
    <InApp client={newClient()} realtime={realtime}>
      <List of="a" backend={rows} />
    </InApp>
  ))
  act(() => source.goLive())
  made[0]?.setQueryData(['list', 'a'], 'of ann')
  const seen: string[] = []
  auth.subscribe('Screen', state => {
    if (state.name !== 'signed-in' || state.session.userId !== 'ben') return
    seen.push(`${String(made[0]?.getQueryCache().getAll().length)} rows`, ...source.log.slice(1, 2))
  })
  ben()
  expect(seen).toEqual(['0 rows', 'close a'])
})

test('R8: clients that were stopped take no more notice', () => {
  const { clients, made, sessions } = parts()
  sessions.say(sessionOf('ann'))
  clients.stop()
  sessions.say(sessionOf('ben'))
  expect(made).toHaveLength(1)
})

test('who is signed in before the screen is made is on it at once', () => {
  const { auth, sessions } = start()
  sessions.say(sessionOf('ann'))
  const clients = createUserClients(auth, newClient)
  function Name(): ReactNode {
    return useSource(clients.current).userId
  }
  const view = render(
    <UserBoundary clients={clients} fallback="nobody">
      <Name />
    </UserBoundary>,
  )
  expect(view.container.textContent).toBe('ann')
})

test('R8: clients that cannot be made show nobody’s screen, rather than the last one’s', () => {
  const { auth, sessions } = start()
  let made = 0
  const clients = createUserClients(auth, () => {
    made += 1
    if (made > 1) throw new Error('a fault of the app')
    return newClient()
  })
  const view = render(
    <UserBoundary clients={clients} fallback="nobody">
      of ann
    </UserBoundary>,
  )
  act(() => sessions.say(sessionOf('ann')))
  expect(view.container.textContent).toBe('of ann')
  act(() => sessions.say(sessionOf('ben')))
  expect(view.container.textContent).toBe('nobody')
})

test('R8: one client for everybody is traced with advice', () => {
  const { auth, sessions, trace } = start()
  const client = newClient()
  createUserClients(auth, () => client)
  sessions.say(sessionOf('ann'))
  sessions.say(sessionOf('ben'))
  expect(trace.entries().find(({ what }) => what === 'subscriber failed')?.detail).toMatchObject({
    error: expect.stringContaining('It must make a new one each time.'),
  })
})
