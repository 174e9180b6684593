import { expect, test } from 'vitest'
import { createListeners } from '../listeners.ts'
import { manualClock, settle } from '../testing/index.ts'
import { shown, type ShownHost } from './shown.ts'

/** One query is on screen, owed a fetch that never ends; who listens to anything is counted. */
function neverShown() {
  const clock = manualClock()
  const touched = createListeners()
  const stopped = createListeners()
  let listening = 0
  const counted =
    ({ add }: Pick<typeof stopped, 'add'>) =>
    (listener: () => void) => {
      const undo = add(listener)
      listening += 1
      return () => {
        listening -= 1
        undo()
      }
    }
  const query = { isActive: () => true, isStatic: () => false }
  const refetcher = { isHeld: () => false, showsSince: () => false }
  const host = {
    clock,
    ask: () => Promise.resolve(),
    onStop: counted(stopped),
    router: {
      covered: () => [[query, refetcher]],
      isOwed: () => true,
      nextOrder: () => 1,
      onTouch: counted(touched),
    },
  }
  let came = 'waits'
  shown(host as unknown as ShownHost).catch((error: Error) => (came = error.message))
  return { clock, stop: stopped.tell, came: () => came, listening: () => listening }
}

test('F11: who has given up after 10 s listens no more', async () => {
  const { came, clock, listening } = neverShown()
  await settle()
  expect([came(), listening()]).toEqual(['waits', 2])
  await clock.pass(10_000)
  expect(came()).toContain('Not everything was fetched within 10 s.')
  expect(listening()).toBe(0)
})

test('F11: nor does who is stopped, and no timer is left', async () => {
  const { came, clock, listening, stop } = neverShown()
  await settle()
  stop()
  await settle()
  expect(came()).toContain('It was stopped.')
  expect([listening(), clock.pending()]).toEqual([0, 0])
})
