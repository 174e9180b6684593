import { expect, it } from 'vitest'
import { named, readPeersOptions } from './options.mjs'

const nameOf = (name: string) => name

it('takes all where nothing is named', () => {
  expect(named(['a', 'b'], [], nameOf)).toEqual(['a', 'b'])
})

it('keeps the order of the list, not that of the names', () => {
  expect(named(['a', 'b', 'c'], ['c', 'a'], nameOf)).toEqual(['a', 'c'])
})

it('says what there is when a name is wrong', () => {
  expect(() => named(['a', 'b'], ['d'], nameOf)).toThrow('There is no "d". There are: a, b.')
})

it('compares all libraries in all scenarios unless some are named', () => {
  expect(readPeersOptions([])).toMatchObject({ only: [], library: [] })
  expect(readPeersOptions(['--only', 'burst']).only).toEqual(['burst'])
})

it('says what it does not know', () => {
  expect(() => readPeersOptions(['--fast'])).toThrow('There is no option --fast.')
})

it('starts Zero only when it is asked for', () => {
  expect(readPeersOptions([]).zero).toBe(false)
  expect(readPeersOptions(['--zero']).zero).toBe(true)
})
