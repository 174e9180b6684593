import { expect, it } from 'vitest'
import type { Task } from './backend.ts'
import { createBadLuck } from './order.ts'

const tasks = Array.from({ length: 1000 }, (_, index) => ({ id: `task ${index}` }) as Task)
const unlucky = (rate: number, seed: number) =>
  tasks.filter(createBadLuck(rate, seed)).map(({ id }) => id)

it('fails the asked part of all tasks, and for one seed always the same', () => {
  expect([unlucky(0, 1).length, unlucky(1, 1).length]).toEqual([0, 1000])
  const some = unlucky(0.2, 1)
  expect(Math.abs(some.length - 200)).toBeLessThan(50)
  expect(unlucky(0.2, 1)).toEqual(some)
  expect(unlucky(0.2, 2)).not.toEqual(some)
})
