import { expect, it } from 'vitest'
import { filmProblem } from './film.ts'

it('says why no film can be made: too few pictures, or too many', () => {
  expect([0, 1, 2, 24, 25].map(filmProblem)).toEqual([
    'A film needs at least 2 pictures in order.',
    'A film needs at least 2 pictures in order.',
    undefined,
    undefined,
    'A film can have 24 pictures, and this shot has 25 in order.',
  ])
})
