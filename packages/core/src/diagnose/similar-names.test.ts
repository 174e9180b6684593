import { expect, test } from 'vitest'
import { areSimilar } from './similar-names.ts'

test.each([
  ['unified', 'generations', false],
  ['genration', 'generation', true],
  ['generatoin', 'generation', true],
  ['generatiom', 'generation', true],
  ['generational', 'generation', false],
  ['task', 'tusk', false],
  ['☂', 'tasks', false],
  ['tasks', '☂', false],
  ['tas', 'ta', false],
  ['weathers', 'leathery', false],
  ['shots', 'shotList', true],
  ['shotList', 'shots', true],
  ['oldTasks', 'new-tasks', true],
])('%s and %s are alike: %j', (a, b, alike) => {
  expect(areSimilar(a, b)).toBe(alike)
})
