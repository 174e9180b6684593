// @vitest-environment happy-dom
import { onlineManager, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import {
  backend,
  Button,
  InApp,
  List,
  newClient,
  pass,
  press,
  start,
  turns,
  type Backend,
} from '../test/start.tsx'
import { useHeldMutation, useHold } from './index.ts'

afterEach(() => {
  cleanup()
  onlineManager.setOnline(true)
})

/** Live, with the lists a and b on screen and quiet, and `controls` beside them. */
async function shown(controls: ReactNode, given: Backend = backend({ a: 'old', b: 'other' })) {
  const started = start()
  const { clock, realtime, sessions, source } = started
  const client = newClient()
  const frames: string[] = []
  sessions.say({ userId: 'ann', accessToken: 'token', isAnonymous: false })
  const tree = (below: ReactNode): ReactNode => (
    <InApp client={client} realtime={realtime}>
      <List of="a" backend={given} onShow={text => void frames.push(text)} />
      <List of="b" backend={given} />
      {below}
    </InApp>
  )
  const view = render(tree(controls))
  act(() => source.goLive())
  // The first fetches, and the catch-up after them.
  await given.answer()
  await pass(clock, 2_000)
  await given.answer()
  frames.length = 0
  for (const list of Object.keys(given.asked)) given.asked[list] = 0
  const tell = (list: string): void => realtime.emit({ type: 'LIST', list })
  return {
    ...started,
    client,
    frames,
    tell,
    backend: given,
    show: (below: ReactNode) => view.rerender(tree(below)),
    text: () => view.container.textContent,
  }
}

function Dragging({ active }: { readonly active: boolean }): ReactNode {
  // A new key for each render, as components write them.
  useHold(['list', 'a'], active, { reason: 'drag' })
  return null
}

test('R7: events during a drag make exactly one refetch when it ends; other lists are not held', async () => {
  const { backend: rows, clock, show, tell } = await shown(<Dragging active={false} />)
  show(<Dragging active />)
  for (let i = 0; i < 5; i += 1) {
    tell('a')
    tell('b')
    await pass(clock, 1_000)
    show(<Dragging active />)
    await rows.answer()
  }
  expect(rows.asked['a']).toBe(0)
  expect(rows.asked['b']).toBe(5)
  show(<Dragging active={false} />)
  await pass(clock, 5_000)
  expect(rows.asked['a']).toBe(1)
})

test('R7: rendering does not take the hold anew, a fetch in flight is cancelled once', async () => {
  const { clock, show, trace } = await shown(<Dragging active />)
  for (let i = 0; i < 10; i += 1) show(<Dragging active />)
  await pass(clock, 1_000)
  expect(trace.entries().filter(({ what }) => what === 'hold')).toHaveLength(1)
})

test('R7: a component that is gone holds nothing, in StrictMode too', async () => {
  const { backend: rows, clock, show, tell } = await shown(null)
  show(
    <StrictMode>
      <Dragging active />
    </StrictMode>,
  )
  tell('a')
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(0)
  show(null)
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(1)
})

test('R7: a drag that is never ended holds for 30 s, no longer', async () => {
  const { backend: rows, clock, tell } = await shown(<Dragging active />)
  tell('a')
  await pass(clock, 27_900)
  expect(rows.asked['a']).toBe(0)
  await pass(clock, 200)
  expect(rows.asked['a']).toBe(1)
})

/** Renames the list a, as an app would: optimistic, rolled back when it fails. */
function renaming(client: () => QueryClient) {
  const saves: { readonly resolve: () => void; readonly reject: (e: Error) => void }[] = []
  const calls: string[] = []
  function Renaming(): ReactNode {
    const { mutate, error } = useHeldMutation({
      holds: () => [['list', 'a']],
      mutationFn: (name: string) =>
        new Promise<void>((resolve, reject) => {
          calls.push(`saving ${name}`)
          saves.push({ resolve, reject })
        }),
      onMutate: name => {
        const before = client().getQueryData(['list', 'a'])
        client().setQueryData(['list', 'a'], name)
        return before
      },
      onError: (_, name, before) => {
        calls.push(`failed ${name}`)
        client().setQueryData(['list', 'a'], before)
      },
      onSettled: (_, __, name) => void calls.push(`settled ${name}`),
    })
    return (
      <>
        <Button label="first" onClick={() => mutate('first')} />
        <Button label="second" onClick={() => mutate('second')} />
        {error?.message}
      </>
    )
  }
  const settle = async (work: () => void): Promise<void> => {
    await act(async () => {
      work()
      await turns()
    })
  }
  return {
    calls,
    Renaming,
    rename: (name: 'first' | 'second') => settle(() => press(name)),
    save: () => settle(() => saves.shift()?.resolve()),
    fail: () => settle(() => saves.shift()?.reject(new Error('refused'))),
    pending: () => saves.length,
  }
}

/** The lists on screen, with the means to rename one. */
async function renamed() {
  const made: QueryClient[] = []
  const mutation = renaming(() => {
    const [client] = made
    if (client === undefined) throw new Error('no client yet')
    return client
  })
  const w = await shown(<mutation.Renaming />)
  made.push(w.client)
  return { ...w, ...mutation }
}

test('R7: what was asked for before a rename never shows the old name over the new', async () => {
  const { backend: rows, clock, frames, rename, save, tell, text } = await renamed()
  tell('a')
  await pass(clock, 100)
  expect(rows.asked['a']).toBe(1)
  await rename('first')
  await rows.answer()
  tell('a')
  await pass(clock, 1_000)
  await rows.answer()
  expect(text()).toBe('firstother')
  rows.rows['a'] = 'first'
  await save()
  await pass(clock, 1_000)
  await rows.answer()
  expect(text()).toBe('firstother')
  expect(frames.filter(frame => frame === 'old')).toEqual([])
  expect(rows.asked['a']).toBe(2)
})

test('R7: of two renames that overlap, only the end of the last fetches, once', async () => {
  const { backend: rows, clock, rename, save, tell, text } = await renamed()
  await rename('first')
  await rename('second')
  rows.rows['a'] = 'first'
  tell('a')
  await save()
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(0)
  expect(text()).toBe('secondother')
  rows.rows['a'] = 'second'
  tell('a')
  await save()
  await pass(clock, 1_000)
  await rows.answer()
  expect(rows.asked['a']).toBe(1)
  expect(text()).toBe('secondother')
})

test('R7: a rename that fails is rolled back and releases the list', async () => {
  const { backend: rows, calls, clock, rename, fail, tell, text } = await renamed()
  await rename('first')
  tell('a')
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(0)
  await fail()
  expect(calls).toEqual(['saving first', 'failed first', 'settled first'])
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(1)
  await rows.answer()
  expect(text()).toBe('oldotherrefused')
})

test('R7: a rename whose component is gone before it is saved still releases the list', async () => {
  const { backend: rows, clock, rename, save, show, tell } = await renamed()
  await rename('first')
  show(null)
  tell('a')
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(0)
  await save()
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(1)
})

test('R7: a rename that waits for the network is held 30 s, and fetched over when it is saved after all', async () => {
  const { backend: rows, clock, pending, rename, save, tell, text } = await renamed()
  onlineManager.setOnline(false)
  await rename('first')
  expect(pending()).toBe(0)
  await pass(clock, 30_000)
  // The hold has run out: what another did meanwhile is shown.
  onlineManager.setOnline(true)
  await act(turns)
  expect(pending()).toBe(1)
  tell('a')
  await pass(clock, 600)
  expect(rows.asked['a']).toBe(1)
  rows.rows['a'] = 'first'
  await save()
  await pass(clock, 1_000)
  await rows.answer()
  expect(rows.asked['a']).toBe(2)
  expect(text()).toBe('firstother')
})

test('R7: an optimistic update that throws fails the mutation and releases the list', async () => {
  function Faulty(): ReactNode {
    const { mutate, error } = useHeldMutation({
      holds: [['list', 'a']],
      mutationFn: () => Promise.resolve(),
      onMutate: () => {
        throw new Error('a fault of the app')
      },
    })
    return (
      <>
        <Button label="save" onClick={() => mutate()} />
        {error?.message}
      </>
    )
  }
  const { backend: rows, clock, tell, text } = await shown(<Faulty />)
  press('save')
  await act(turns)
  expect(text()).toBe('oldothera fault of the app')
  tell('a')
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(1)
})

test('R7: a mutation that holds what is no key fails with the reason', async () => {
  function Faulty(): ReactNode {
    const { mutate, error } = useHeldMutation({
      holds: ['list'] as never,
      mutationFn: () => Promise.resolve(),
    })
    return (
      <>
        <Button label="save" onClick={() => mutate()} />
        {error?.message}
      </>
    )
  }
  const { text } = await shown(<Faulty />)
  press('save')
  await act(turns)
  expect(text()).toContain('the held scope is "list". It must be a query key')
})

test('R7: what the app does on every mutation it does on one that holds, too', async () => {
  const log: string[] = []
  function Saving(): ReactNode {
    useQueryClient().setMutationDefaults(['save'], {
      onMutate: () => void log.push('begun'),
      onSettled: () => void log.push('settled'),
    })
    const { mutate } = useHeldMutation({
      holds: [['list', 'a']],
      mutationKey: ['save'],
      mutationFn: () => Promise.resolve(),
    })
    return <Button label="save" onClick={() => mutate()} />
  }
  const { clock, backend: rows, tell } = await shown(<Saving />)
  press('save')
  await act(turns)
  expect(log).toEqual(['begun', 'settled'])
  tell('a')
  await pass(clock, 1_000)
  expect(rows.asked['a']).toBe(1)
})
