import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RestError } from '../errors.ts'
import type { Condition, Query } from './ast.ts'
import { parseQuery } from './query.ts'

function parse(text: string, call = false): Query {
  return parseQuery(new URLSearchParams(text), call)
}

function refusal(params: URLSearchParams): RestError['body'] {
  try {
    parseQuery(params, false)
  } catch (error) {
    if (error instanceof RestError) return error.body
    throw error
  }
  throw new Error('It was understood.')
}

const field = (name: string) => ({ name, steps: [] })

describe('a selection', () => {
  it('without a text is every column', () => {
    expect(parse('').select).toEqual([{ kind: 'all' }])
    expect(parse('select=').select).toEqual([{ kind: 'all' }])
  })

  it('names columns, with aliases, casts and ways into JSON', () => {
    const { select } = parse('select=id,label:name::text,"odd,name",data->list->-1->>"a.b",a-b')
    expect(select).toEqual([
      { kind: 'field', field: field('id') },
      { kind: 'field', field: field('name'), alias: 'label', cast: 'text' },
      { kind: 'field', field: field('odd,name') },
      {
        kind: 'field',
        field: {
          name: 'data',
          steps: [
            { arrow: '->', key: { kind: 'name', name: 'list' } },
            { arrow: '->', key: { kind: 'index', index: -1 } },
            { arrow: '->>', key: { kind: 'name', name: 'a.b' } },
          ],
        },
      },
      { kind: 'field', field: field('a-b') },
    ])
  })

  it('embeds, with hints, joins, aliases and spreads, at any depth', () => {
    const { select } = parse('select=author:people!fk!inner(*),...place!left(city,country())')
    expect(select).toEqual([
      {
        kind: 'embed',
        target: 'people',
        alias: 'author',
        hint: 'fk',
        inner: true,
        spread: false,
        items: [{ kind: 'all' }],
      },
      {
        kind: 'embed',
        target: 'place',
        inner: false,
        spread: true,
        items: [
          { kind: 'field', field: field('city') },
          { kind: 'embed', target: 'country', inner: false, spread: false, items: [] },
        ],
      },
    ])
  })
})

describe('a filter', () => {
  it('may end in any text, commas and brackets included', () => {
    expect(parse('title=eq.a,b)."c"').conditions).toEqual([
      {
        path: [],
        value: {
          kind: 'field',
          negated: false,
          field: field('title'),
          test: { kind: 'compare', operator: 'eq', value: 'a,b)."c"' },
        },
      },
    ])
  })

  it('may be for what is embedded', () => {
    const { conditions, orders, limits } = parse(
      'a.b.c=is.null&a.order=c.desc.nullslast&a.b.limit=3',
    )
    expect(conditions[0]?.path).toEqual(['a', 'b'])
    expect(orders).toEqual([
      { path: ['a'], value: [{ field: field('c'), direction: 'desc', nulls: 'last' }] },
    ])
    expect(limits).toEqual([{ path: ['a', 'b'], value: 3 }])
  })

  it('in a list keeps what is quoted together', () => {
    const [condition] = parse(
      `c=${encodeURIComponent('in.(1,"a,b","say \\"x\\"",d"e)')}`,
    ).conditions
    expect(condition?.value).toMatchObject({ test: { values: ['1', 'a,b', 'say "x"', 'd"e'] } })
  })

  it('in a group may be a group, negated, or hold quoted values', () => {
    const [condition] = parse(
      'not.or=(a.eq.1,not.and(b.not.in.(1,2),c.cs.{x,y}),d.eq."p,q")',
    ).conditions
    expect(condition).toMatchObject({
      path: [],
      value: {
        kind: 'group',
        join: 'or',
        negated: true,
        conditions: [
          { field: { name: 'a' }, test: { value: '1' } },
          {
            kind: 'group',
            join: 'and',
            negated: true,
            conditions: [
              { negated: true, test: { kind: 'in', values: ['1', '2'] } },
              { test: { operator: 'cs', value: '{x,y}' } },
            ],
          },
          { test: { value: 'p,q' } },
        ],
      },
    })
  })

  it('of a function called by GET is told from an argument', () => {
    const query = parse('a=1&b=eq.1&c=equal.1&order=d', true)
    expect(query.args).toEqual([
      ['a', '1'],
      ['c', 'equal.1'],
    ])
    expect(query.conditions).toHaveLength(1)
    expect(query.orders).toHaveLength(1)
  })
})

describe('what is not understood', () => {
  it.each([
    ['select=a(', 'select parameter (a()', 3, 'unexpected end of input expecting ")"'],
    [
      'select=a,,b',
      'select parameter (a,,b)',
      3,
      'unexpected "," expecting "...", field name (* or [a..z0..9_$]), "*" or "count()"',
    ],
    ['a=ne.1', 'filter (ne.1)', 1, 'unexpected "n" expecting "not" or operator (eq, gt, ...)'],
    ['a=not.foo.1', 'filter (not.foo.1)', 5, 'unexpected "f" expecting operator (eq, gt, ...)'],
    ['a=eqx.1', 'filter (eqx.1)', 3, 'unexpected "x" expecting operator (eq, gt, ...)'],
    ['a=eq', 'filter (eq)', 3, 'unexpected end of input expecting operator (eq, gt, ...)'],
    ['a=fts().x', 'filter (fts().x)', 5, 'unexpected ")" expecting operator (eq, gt, ...)'],
    ['a=eq().x', 'filter (eq().x)', 4, 'unexpected ")" expecting operator (eq, gt, ...)'],
    ['a=neq(any).{1}', 'filter (neq(any).{1})', 4, /^unexpected "\("/],
    ['a=in.1,2', 'filter (in.1,2)', 4, 'unexpected "1" expecting "("'],
    ['a=is.maybe', 'filter (is.maybe)', 4, /expecting isVal: \(null, not_null, true, false/],
    ['or=(a.eq.1', 'logic tree ((a.eq.1)', 10, 'unexpected end of input expecting "," or ")"'],
    ['or=()', 'logic tree (())', 4, /^unexpected "\)" expecting field name .*logic operator/],
    ['or=(id.in.1,2)', 'logic tree ((id.in.1,2))', 10, 'unexpected "1" expecting "("'],
    ['not.and=a', 'logic tree (a)', 8, 'unexpected "a" expecting "("'],
    ['order=a.down', 'order (a.down)', 3, /^unexpected "d" expecting "asc", "desc", "nullsf/],
    [
      'order=a.asc.up',
      'order (a.asc.up)',
      7,
      'unexpected "u" expecting "nullsfirst" or "nullslast"',
    ],
    ['order=a.descc', 'order (a.descc)', 7, "unexpected 'c' expecting end of input"],
    ['a..b=eq.1', 'tree path (a..b)', 3, 'unexpected "." expecting field name (* or [a..z0..9_$])'],
  ])('%s is refused at its place', (text, subject, column, details) => {
    expect(refusal(new URLSearchParams(text))).toMatchObject({
      code: 'PGRST100',
      message: `"failed to parse ${subject}" (line 1, column ${column})`,
      details: typeof details === 'string' ? details : expect.stringMatching(details),
    })
  })

  it('is not a blank between the parts', () => {
    const query = parse(
      `select=a, b ,c ( d , e )&or=( a.eq.1 , and( b.in.( 1,2) , c.is.null ) )&order=a , b.desc&columns=a, b`,
    )
    expect(query).toEqual({
      ...parse(
        'select=a,b,c(d,e)&or=(a.eq.1 ,and(b.in.(1,2),c.is.null))&order=a,b.desc&columns=a,b',
      ),
    })
  })

  it('is never more than 20 levels deep', () => {
    const deep = `${'a('.repeat(5000)}b${')'.repeat(5000)}`
    expect(refusal(new URLSearchParams({ select: deep })).details).toMatch(/20 levels/)
    const group = `${'(and'.repeat(5000)}(a.eq.1)`
    expect(refusal(new URLSearchParams({ or: group })).code).toBe('PGRST100')
  })
})

// Texts made of the grammar's own pieces reach further into the parser than random ones.
const piece = fc.constantFrom(
  ...'a b1 * , . .. ... : :: ! ( ) -> ->> " "q\\"" \\ - 0 -1 eq not in is and or fts(x) any null {} inner count() .sum() desc nullsfirst \0 ü'.split(
    ' ',
  ),
)
const text = fc.oneof(
  fc.array(piece, { maxLength: 20 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary' }),
)

it('any query string is either understood or refused with PGRST100', () => {
  const name = fc.oneof(
    fc.constantFrom('select', 'order', 'or', 'not.and', 'columns', 'on_conflict', 'a.order'),
    text,
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(name, text)), fc.boolean(), (params, call) => {
      try {
        parseQuery(new URLSearchParams(params), call)
      } catch (error) {
        expect(error).toBeInstanceOf(RestError)
        expect((error as RestError).body.code).toBe('PGRST100')
      }
    }),
    { numRuns: 2000 },
  )
})

const quote = (name: string) => `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`

it('any name and any value, quoted, come back as they were', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
      (name, values) => {
        const list = values.map(quote).join(',')
        const query = parseQuery(
          new URLSearchParams([
            [
              'select',
              `${quote(name)}:${quote(name)}->${quote(name)},${quote(name)}!${quote(name)}()`,
            ],
            [quote(name), `in.(${list})`],
            ['or', `(${quote(name)}.in.(${list}),${quote(name)}.eq.${quote(name)})`],
            ['columns', `${quote(name)},${quote(name)}`],
            ['order', `${quote(name)}.desc`],
          ]),
          false,
        )
        const key = { kind: 'name', name }
        expect(query.select).toEqual([
          {
            kind: 'field',
            alias: name,
            field: { name, steps: [{ arrow: '->', key }] },
          },
          {
            kind: 'embed',
            target: name,
            hint: name,
            inner: false,
            spread: false,
            items: [],
          },
        ])
        const test = { kind: 'in', values: values }
        const condition: Condition = {
          kind: 'field',
          negated: false,
          field: field(name),
          test,
        } as Condition
        expect(query.conditions).toEqual([
          { path: [], value: condition },
          {
            path: [],
            value: {
              kind: 'group',
              join: 'or',
              negated: false,
              conditions: [
                condition,
                { ...condition, test: { kind: 'compare', operator: 'eq', value: name } },
              ],
            },
          },
        ])
        expect(query.columns).toEqual([name, name])
        expect(query.orders[0]?.value).toEqual([{ field: field(name), direction: 'desc' }])
      },
    ),
  )
})
