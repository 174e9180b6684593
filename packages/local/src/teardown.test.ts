import { expect, it } from 'vitest'
import { createTeardown } from './teardown.ts'

it('undoes everything once, last first, also when one undo fails', async () => {
  const teardown = createTeardown()
  const undone: string[] = []
  teardown.add(async () => void undone.push('first'))
  teardown.add(async () => {
    throw new Error('stuck')
  })
  teardown.add(async () => void undone.push('last'))
  await expect(teardown.run()).rejects.toThrow('stuck')
  expect(undone).toEqual(['last', 'first'])
  await teardown.run()
  expect(undone).toEqual(['last', 'first'])
})
