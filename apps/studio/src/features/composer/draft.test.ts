import { expect, it } from 'vitest'
import { makeBatch } from './batch.ts'
import {
  type Draft,
  emptyDraft,
  parseDraft,
  withAnswered,
  withGivenBack,
  withSent,
} from './draft.ts'

let lastId = 0
const batch = (text: string) =>
  makeBatch({ projectId: 'p', text, count: 1, shotId: undefined }, [], {
    id: () => `${++lastId}`,
    seed: () => 1,
  })

it('brings a draft back after a reload, with what was sent and not answered', () => {
  const [fox, cat] = [batch('a fox'), batch('a cat')]
  const draft: Draft = {
    prompt: 'a fox',
    count: '1',
    target: 's',
    sending: [cat],
    unsettled: fox.tasks,
  }
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
})

it('is empty while a prompt is on its way, and after it has come through', () => {
  const fox = batch('a fox')
  const sent = withSent({ ...emptyDraft, prompt: 'a fox' }, fox)
  expect(sent).toEqual({ ...emptyDraft, sending: [fox] })
  expect(withAnswered(sent, fox)).toEqual(emptyDraft)
})

it('gives the text of what failed back, before what was typed meanwhile', () => {
  const fox = batch('a fox')
  const sent = withSent({ ...emptyDraft, prompt: 'a fox' }, fox)
  expect(withGivenBack(sent, fox)).toEqual({
    ...emptyDraft,
    prompt: 'a fox',
    unsettled: fox.tasks,
  })
  expect(withGivenBack({ ...sent, prompt: 'a cat' }, fox).prompt).toBe('a fox\na cat')
})

it('starts empty when there is nothing to read, or nothing readable', () => {
  for (const stored of [
    null,
    '',
    '{',
    'null',
    '[]',
    '{"prompt":1}',
    '{"prompt":"a","count":"1","unsettled":3}',
    '{"prompt":"a","count":"1","sending":[{"rows":[]}]}',
  ]) {
    expect(parseDraft(stored)).toEqual(emptyDraft)
  }
})
