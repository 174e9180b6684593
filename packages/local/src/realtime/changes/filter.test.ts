import { describe, expect, it } from 'vitest'
import { parseFilters, showFilters } from './filter.ts'

const read = (text: string): unknown => {
  const parsed = parseFilters(text)
  return parsed.ok ? parsed.filters : parsed.message
}

describe('a filter', () => {
  it.each(['', ' '])('that is blank (%j) filters nothing', text => {
    expect(read(text)).toEqual([])
  })

  it.each([
    ['title=eq.a', 'title', 'eq', 'a', false],
    ['title=eq.a.b=c', 'title', 'eq', 'a.b=c', false],
    ['title=not.eq.a', 'title', 'eq', 'a', true],
    ['priority=isdistinct.3', 'priority', 'isdistinct', '3', false],
    ['title=match.^[ab]', 'title', 'match', '^[ab]', false],
    ['title=is.null', 'title', 'is', 'null', false],
    ['title=eq."a,b"', 'title', 'eq', 'a,b', false],
    [String.raw`title=eq."a\"b"`, 'title', 'eq', 'a"b', false],
    [String.raw`title=eq."a\\b\c"`, 'title', 'eq', String.raw`a\bc`, false],
    ['title=eq."a"b', 'title', 'eq', '"a"b', false],
    ['title=eq."', 'title', 'eq', '"', false],
    ['title=eq.5"', 'title', 'eq', '5"', false],
    ['title=not.in.(a,b)', 'title', 'in', '{a,b}', true],
    ['title=not.is.null', 'title', 'is', 'null', true],
    [' title=eq.a ', 'title', 'eq', 'a', false],
    ['=eq.1', '', 'eq', '1', false],
    ['id=in.(1,2)', 'id', 'in', '{1,2}', false],
    ['title=in.("a b","c,d")', 'title', 'in', '{"a b","c,d"}', false],
  ])('%s is read', (text, ...[column, operator, value, negated]) => {
    expect(read(text)).toEqual([{ column, operator, value, negated }])
  })

  it('may be several, joined by commas outside quotes and brackets', () => {
    expect(read('title=in.(a,b),priority=gt.0,body=eq."x,y"')).toMatchObject([
      { column: 'title' },
      { column: 'priority', operator: 'gt', value: '0' },
      { column: 'body', value: 'x,y' },
    ])
  })

  it('has quotes only where a value begins, and forgives a bracket too many', () => {
    expect(read('title=eq.5",id=gt.0)')).toMatchObject([{ value: '5"' }, { value: '0)' }])
    expect(read('a=eq.x),b=eq.y')).toMatchObject([{ value: 'x)' }, { value: 'y' }])
    expect(read('a=in.("x,y","z)"),b=eq.y')).toMatchObject([
      { value: '{"x,y","z)"}' },
      { column: 'b' },
    ])
  })

  it.each([
    ['undefined', '["undefined"]'],
    ['id=foo.1', '["foo", "1"]'],
    ['id=5', '["5"]'],
    ['id=in.1,2', '`in` filter value must be wrapped by parentheses'],
    ['title=eq.a,b', '["b"]'],
    ['title=eq.a,,id=eq.1', 'filter must not contain empty segments (check for extra commas)'],
    ['title=eq.a,', 'filter must not contain empty segments (check for extra commas)'],
  ])('%s cannot be read, and the real server says it like this', (text, shown) => {
    expect(read(text)).toBe(`Error parsing \`filter\` params: ${shown}`)
  })
})

describe('a refused filter is shown', () => {
  it('on one line when it is short', () => {
    expect(showFilters([{ column: 'nope', operator: 'eq', value: '1', negated: false }])).toBe(
      '[{"nope", "eq", "1", false}]',
    )
  })

  it('broken as the real server breaks it when it is long', () => {
    const value = `{${'1,'.repeat(50)}1}`
    expect(showFilters([{ column: 'id', operator: 'in', value, negated: false }])).toBe(
      `[\n  {"id", "in",\n   "${value}",\n   false}\n]`,
    )
  })
})
