import { expect, it } from 'vitest'
import { found } from './project-search.ts'

const projects = ['Autumn film', 'Film of winter', 'Spring'].map(name => ({ id: name, name }))
const names = (typed: string) => found(projects, typed).map(({ name }) => name)

it('a project is found by any of its words, and all of them where nothing is typed', () => {
  expect(names('film')).toEqual(['Autumn film', 'Film of winter'])
  expect(names('WIN fil')).toEqual(['Film of winter'])
  expect(names(' ')).toHaveLength(3)
  expect(names('summer')).toEqual([])
})
