import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifier, join, nothing, sql, statement, typeName, value } from './fragment.ts'

describe('a statement', () => {
  it('has its values as parameters, numbered in order', () => {
    const inner = sql`(${value('b')} or ${value('c')})`
    const whole = sql`select ${value('a')} where ${inner} limit ${value('d')}`
    expect(statement(whole)).toEqual({
      text: 'select $1 where ($2 or $3) limit $4',
      values: ['a', 'b', 'c', 'd'],
    })
  })

  it('joins parts, none included', () => {
    expect(statement(join([])).text).toBe('')
    expect(statement(sql`${nothing}x${nothing}`).text).toBe('x')
    expect(statement(join([value('1'), identifier('b'), value('3')], sql` and `))).toEqual({
      text: '$1 and "b" and $2',
      values: ['1', '3'],
    })
  })

  it('holds no text of a value, whatever the value', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), values => {
        const { text, values: sent } = statement(join(values.map(value)))
        expect(text).toBe(values.map((_, index) => `$${index + 1}`).join(', '))
        expect(sent).toEqual(values)
      }),
    )
    // The first strings of all kinds are slow to come by.
  }, 30_000)
})

describe('an identifier', () => {
  it('cannot be left from within', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter(name => !name.includes('\0')),
        name => {
          const { text } = statement(identifier(name))
          expect(text).toMatch(/^"(?:[^"]|"")*"$/)
          expect(text.slice(1, -1).replaceAll('""', '"')).toBe(name)
        },
      ),
    )
  })

  it('with a NUL is refused, for it would end the statement', () => {
    expect(() => identifier('a\0"; drop table b')).toThrow('NUL')
  })
})

describe('the type of a cast', () => {
  it.each([
    'text',
    'int4',
    'double precision',
    'timestamp with time zone',
    'public.mood',
    'uuid[]',
  ])('may be %s', name => {
    expect(statement(typeName(name)).text).toBe(name)
  })

  it.each([
    '',
    'text)',
    'text; drop',
    'text--',
    '"text"',
    'a  b',
    'int /**/',
    'numeric(1)',
    'text[][]',
    'a\nb',
    '1',
  ])('may not be %j', name => {
    expect(() => typeName(name)).toThrow('not the name of a type')
  })
})
