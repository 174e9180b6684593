import { expect, it } from 'vitest'
import { makeBatch } from './batch.ts'
import { type Draft, emptyDraft, parseDraft } from './draft.ts'

it('brings a draft back after a reload, an unconfirmed batch included', () => {
  const wish = { projectId: 'p', prompt: 'a fox', count: 1, shotId: undefined }
  const unsettled = makeBatch(wish, { id: () => 'i', seed: () => 1 })
  const draft: Draft = { prompt: 'a fox', count: '1', target: 's', unsettled }
  expect(parseDraft(JSON.stringify(draft))).toMatchObject({
    ...draft,
    unsettled: { rows: unsettled.rows },
  })
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
  ]) {
    expect(parseDraft(stored)).toEqual(emptyDraft)
  }
})
