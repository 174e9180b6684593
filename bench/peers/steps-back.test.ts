import { expect, it } from 'vitest'
import { stepsBack } from './steps-back.mjs'

const names = ['one', 'two', 'three']

it('counts no step where each name is newer than the last', () => {
  expect(stepsBack(['before', 'one', 'three'], names)).toBe(0)
})

it('counts each return to an older name once', () => {
  expect(stepsBack(['one', 'two', 'one', 'two', 'three', 'two', 'three'], names)).toBe(2)
})

it('takes what stood there before for older than all', () => {
  expect(stepsBack(['before', 'one', 'before', 'one'], names)).toBe(1)
})
