import { describe, expect, it } from 'vitest'
import { batchFor, type Dice, makeBatch, type Wish } from './batch.ts'

const wish: Wish = { projectId: 'p', prompt: ' a fox ', count: 2, shotId: undefined }

function loadedDice(): Dice {
  let next = 0
  return { id: () => `id-${++next}`, seed: () => next * 10 }
}

describe('a batch of tasks', () => {
  it('has a row with its own id and seed for each picture', () => {
    expect(makeBatch(wish, loadedDice()).rows).toEqual([
      { id: 'id-1', project_id: 'p', params: { prompt: 'a fox', seed: 10, index: 0, of: 2 } },
      { id: 'id-2', project_id: 'p', params: { prompt: 'a fox', seed: 20, index: 1, of: 2 } },
    ])
  })

  it('names the shot that the pictures are for', () => {
    const [row] = makeBatch({ ...wish, shotId: 's' }, loadedDice()).rows
    expect(row?.params).toMatchObject({ shot_id: 's' })
  })

  it('is sent again with the same ids while its fate is unknown, so that nothing doubles', () => {
    const dice = loadedDice()
    const first = batchFor(wish, undefined, dice)
    expect(batchFor({ ...wish, prompt: 'a fox' }, first, dice)).toBe(first)
  })

  it('is a new one as soon as the person asks for something else', () => {
    const dice = loadedDice()
    const first = batchFor(wish, undefined, dice)
    for (const change of [{ prompt: 'a cat' }, { count: 3 }, { shotId: 's' }, { projectId: 'q' }]) {
      expect(batchFor({ ...wish, ...change }, first, dice).rows[0]?.id).not.toBe(first.rows[0]?.id)
    }
  })
})
