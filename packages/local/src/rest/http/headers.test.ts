import { describe, expect, it } from 'vitest'
import { RestError } from '../errors.ts'
import { csvToJson } from './csv.ts'
import { negotiate } from './media.ts'
import { parsePreferences } from './preferences.ts'
import { contentRange, intersect, parseRange, rangeStatus } from './range.ts'

describe('Prefer', () => {
  it('may say nothing', () => {
    expect(parsePreferences(undefined)).toEqual({
      returns: 'minimal',
      missing: 'null',
      applied: new Map(),
    })
  })

  it('is understood in any order, the first of two counting', () => {
    const header =
      'count=exact, return=representation,return=minimal, resolution=merge-duplicates,missing=default'
    expect(parsePreferences(header)).toMatchObject({
      returns: 'representation',
      count: 'exact',
      resolution: 'merge-duplicates',
      missing: 'default',
    })
  })

  it('limits the affected rows only under strict handling', () => {
    expect(parsePreferences('max-affected=3').maxAffected).toBeUndefined()
    expect(parsePreferences('handling=strict, max-affected=3').maxAffected).toBe(3)
  })

  it('is refused when strict and not understood', () => {
    expect(parsePreferences('return=everything, constructor=1').returns).toBe('minimal')
    expect(() => parsePreferences('handling=strict, return=everything, constructor=1')).toThrow(
      RestError,
    )
  })
})

describe('Accept', () => {
  it('takes the first form that can be given', () => {
    expect(negotiate(undefined).shape).toBe('list')
    expect(negotiate('text/html, application/json;q=0.9').shape).toBe('list')
    expect(negotiate('application/vnd.pgrst.object+json;nulls=stripped')).toEqual({
      shape: 'single',
      stripNulls: true,
      contentType: 'application/vnd.pgrst.object+json; nulls=stripped; charset=utf-8',
    })
    expect(() => negotiate('text/xml, image/png')).toThrow(
      'None of these media types are available: text/xml, image/png',
    )
  })

  it('takes the form that is liked best', () => {
    expect(negotiate('application/json;q=0.5, text/csv').shape).toBe('csv')
    expect(negotiate('*/*;q=0.1, image/png', 'image/png')).toMatchObject({
      contentType: 'image/png',
    })
    expect(negotiate('text/html', '*/*')).toMatchObject({ shape: 'raw' })
    expect(negotiate('*/*', 'image/png').shape).toBe('list')
  })
})

describe('a range', () => {
  it('is read from the header', () => {
    expect(parseRange('0-9')).toEqual({ offset: 0, limit: 10 })
    expect(parseRange('5-')).toEqual({ offset: 5 })
    expect(parseRange('bytes=0-1')).toEqual({ offset: 0 })
    expect(() => parseRange('9-0')).toThrow(RestError)
  })

  it('is what header, query and server all allow', () => {
    expect(intersect({ offset: 0 }, { offset: 0 }, 1000)).toEqual({ offset: 0, limit: 1000 })
    expect(intersect({ offset: 2, limit: 5 }, { offset: 0, limit: 4 }, 1000)).toEqual({
      offset: 2,
      limit: 2,
    })
    expect(intersect({ offset: 0, limit: 2 }, { offset: 9 }, 1000)).toEqual({ offset: 9, limit: 0 })
    expect(() => intersect({ offset: 0 }, { offset: 0, limit: -1 }, 9)).toThrow(RestError)
  })

  it('is told with its total, stars for what is unknown', () => {
    expect(contentRange(0, 5, 5)).toBe('0-4/5')
    expect(contentRange(5, 5, undefined)).toBe('5-9/*')
    expect(contentRange(0, 0, 0)).toBe('*/0')
    expect(contentRange(3, 0, 3)).toBe('*/3')
  })

  it('is partial when there is more', () => {
    expect(rangeStatus(0, 5, undefined)).toBe(200)
    expect(rangeStatus(0, 5, 5)).toBe(200)
    expect(rangeStatus(0, 5, 6)).toBe(206)
    expect(() => rangeStatus(7, 0, 6)).toThrow(RestError)
  })
})

describe('CSV', () => {
  it('becomes a list of objects', () => {
    expect(csvToJson('a,b\n1,"x ""y"",\nz"\r\nNULL,\n')).toBe(
      '[{"a":"1","b":"x \\"y\\",\\nz"},{"a":null,"b":""}]',
    )
    expect(csvToJson('a\n')).toBe('[]')
  })

  it.each(['', 'a,b\n1', 'a\n"1', 'a\nx"y"'])('%j is refused', text => {
    expect(() => csvToJson(text)).toThrow(RestError)
  })
})
