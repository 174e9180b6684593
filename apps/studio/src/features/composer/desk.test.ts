import { expect, it } from 'vitest'
import { makeBatch } from './batch.ts'
import { makeDesk } from './desk.ts'
import { withGivenBack, withSent } from './draft.ts'

function drawer() {
  const kept = new Map<string, string>()
  return {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, text: string) => void kept.set(place, text),
  }
}

it('what a reload interrupted is handed out once, to be sent to its end', () => {
  const here = drawer()
  const batch = makeBatch({ projectId: 'p', text: 'a fox', count: 1, shotId: undefined }, [], {
    id: () => 'i',
    seed: () => 1,
  })
  const before = makeDesk(here, 'desk')
  expect(before.takeInterrupted()).toEqual([])
  before.edit(draft => withSent(draft, batch))
  const after = makeDesk(here, 'desk')
  expect(after.takeInterrupted()).toEqual([batch])
  expect(after.takeInterrupted()).toEqual([])
})

it('what fails because the page is left is sent to its end by the next one', () => {
  const here = drawer()
  const batch = makeBatch({ projectId: 'p', text: 'a fox', count: 1, shotId: undefined }, [], {
    id: () => 'i',
    seed: () => 1,
  })
  const desk = makeDesk(here, 'desk')
  desk.edit(draft => withSent(draft, batch))
  desk.seal()
  desk.settle(draft => withGivenBack(draft, batch))
  expect(makeDesk(here, 'desk').takeInterrupted()).toEqual([batch])
  // It was not left after all: the text is back, and is kept.
  expect(desk.papers.current.draft.prompt).toBe('a fox')
  desk.edit(draft => ({ ...draft, count: '2' }))
  expect(makeDesk(here, 'desk').takeInterrupted()).toEqual([])
})

it('what is typed is kept and told; what was said is told only', () => {
  const here = drawer()
  const desk = makeDesk(here, 'desk')
  let told = 0
  const leave = desk.papers.subscribe(() => told++)
  desk.edit(draft => ({ ...draft, prompt: 'a fox' }))
  desk.say({ kind: 'sent', count: 2 })
  leave()
  desk.say({ kind: 'idle' })
  expect(told).toBe(2)
  expect(makeDesk(here, 'desk').papers.current).toMatchObject({
    draft: { prompt: 'a fox' },
    delivery: { kind: 'idle' },
  })
})
