import { expect, it } from 'vitest'
import { directionOf } from './use-swipe.ts'

it('takes a finger at its word only when it went far enough, and one way', () => {
  expect(directionOf(-80, 10)).toBe('left')
  expect(directionOf(80, -10)).toBe('right')
  expect(directionOf(10, 130)).toBe('down')
  for (const [x, y] of [
    [40, 0],
    [80, 70],
    [0, -200],
    [0, 80],
  ] as const)
    expect(directionOf(x, y), `${x}, ${y}`).toBeUndefined()
})
