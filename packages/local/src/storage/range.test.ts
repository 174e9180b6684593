import { describe, expect, it } from 'vitest'
import { readRange } from './range.ts'

describe('a Range header on an object of ten bytes', () => {
  it.each([
    ['bytes=0-3', 0, 3],
    ['bytes=4-', 4, 9],
    ['bytes=-3', 7, 9],
    ['bytes=-30', 0, 9],
    ['bytes=8-100', 8, 9],
  ])('%s asks for bytes %i to %i', (header, start, end) => {
    expect(readRange(header, 10)).toEqual({ kind: 'part', range: { start, end } })
  })

  it.each([null, undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,3-4', 'lines=0-1'])(
    '%j asks for all of it',
    header => {
      expect(readRange(header, 10)).toEqual({ kind: 'whole' })
    },
  )

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s asks for what is not there', header => {
    expect(readRange(header, 10)).toEqual({ kind: 'unsatisfiable' })
  })

  it('cannot be satisfied by an empty object', () => {
    expect(readRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
  })
})
