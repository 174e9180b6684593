import { describe, expect, it } from 'vitest'
import { type Batch, type Dice, makeBatch, type Wish } from './batch.ts'

const wish: Wish = { projectId: 'p', text: ' a fox ', count: 2, shotId: undefined }

function loadedDice(): Dice {
  let next = 0
  return { id: () => `id-${++next}`, seed: () => next * 10 }
}

const idsOf = ({ tasks }: Batch): readonly string[] => tasks.map(({ id }) => id)

describe('a batch of tasks', () => {
  it('has a row with its own id and seed for each picture', () => {
    expect(makeBatch(wish, [], loadedDice()).tasks).toEqual([
      { id: 'id-1', project_id: 'p', params: { prompt: 'a fox', seed: 10, index: 0, of: 2 } },
      { id: 'id-2', project_id: 'p', params: { prompt: 'a fox', seed: 20, index: 1, of: 2 } },
    ])
  })

  it('has as many for each line, in the order in which they were typed', () => {
    const { tasks } = makeBatch({ ...wish, text: 'a fox\n\n  a cat' }, [], loadedDice())
    expect(tasks.map(({ params }) => params)).toMatchObject([
      { prompt: 'a fox', index: 0, of: 4 },
      { prompt: 'a fox', index: 1, of: 4 },
      { prompt: 'a cat', index: 2, of: 4 },
      { prompt: 'a cat', index: 3, of: 4 },
    ])
  })

  it('names the shot that the pictures are for', () => {
    const [task] = makeBatch({ ...wish, shotId: 's' }, [], loadedDice()).tasks
    expect(task?.params).toMatchObject({ shot_id: 's' })
  })

  it('is sent again with the same ids while its fate is unknown, so that nothing doubles', () => {
    const dice = loadedDice()
    const first = makeBatch(wish, [], dice)
    expect(makeBatch({ ...wish, text: 'a fox' }, first.tasks, dice)).toMatchObject({
      tasks: first.tasks,
    })
    const more = makeBatch({ ...wish, text: 'a cat\na fox' }, first.tasks, dice)
    expect(idsOf(more)).toEqual(['id-3', 'id-4', 'id-1', 'id-2'])
  })

  it('is a new one for another prompt, shot or project', () => {
    const dice = loadedDice()
    const first = makeBatch(wish, [], dice)
    for (const change of [{ text: 'a cat' }, { shotId: 's' }, { projectId: 'q' }]) {
      const other = makeBatch({ ...wish, ...change }, first.tasks, dice)
      expect(idsOf(other).filter(id => idsOf(first).includes(id))).toEqual([])
    }
  })
})
