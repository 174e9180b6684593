import { describe, expect, it } from 'vitest'
import { splitStatements } from './statements.ts'

const texts = (sql: string): readonly string[] => splitStatements(sql).map(({ text }) => text)

describe('a file of SQL', () => {
  it('is taken apart at its semicolons, with the place of each statement and of its first word', () => {
    const sql = 'create table a ();\n\n-- why\ncreate table b ();  \n  -- the end\n'
    expect(splitStatements(sql)).toEqual([
      { kind: 'sql', text: 'create table a ()', at: 0, wordsAt: 0 },
      { kind: 'sql', text: '-- why\ncreate table b ()', at: 20, wordsAt: 27 },
    ])
  })

  it.each([
    ['quotations', `select 'a;b', 'it''s;', "c;""d;"`],
    ['escapes', String.raw`select e'a\';b', E'\\'`],
    ['a word that ends in e before a quotation', String.raw`select type'a\'`],
    ['bodies', 'do $$ begin; end; $$'],
    ['bodies with a name', 'select $a$ ; $$ ; $b$ ; $a$'],
    ['parameters, which open nothing', 'select $1, a$b$c'],
    ['comments', 'select 1 -- a; b\n /* c; /* d; */ e; */ + 2'],
    ['rules', 'create rule r as on insert to t do also (delete from a; delete from b)'],
    [
      'functions in SQL',
      'create or replace function f() returns int begin atomic; select case when true then 1 end; select 2; end',
    ],
    ['a function with the name of a block', 'create function public.begin() returns int return 1'],
  ])('keeps %s whole', (_, sql) => {
    expect(texts(`${sql};select 'next'`)).toEqual([sql, "select 'next'"])
  })

  it.each(["'open", '"open', "e'open\\'", '$x$ open; $y$', '/* open /* ; */'])(
    'goes on to its end when %s is not closed',
    open => {
      expect(texts(`select 1; select ${open} ; more`)).toEqual([
        'select 1',
        `select ${open} ; more`,
      ])
    },
  )

  it('shows what psql alone understands', () => {
    const sql = '\\restrict x\nselect 1;\n  \\connect db\ncopy t (a) from stdin;\n1\n\\.\nselect 2;'
    expect(splitStatements(sql).map(({ kind, text }) => [kind, text])).toEqual([
      ['psql-command', '\\restrict x'],
      ['sql', 'select 1'],
      ['psql-command', '\\connect db'],
      ['copy-data', 'copy t (a) from stdin'],
      ['sql', '1\n\\.\nselect 2'],
    ])
  })

  it('is read in no time when it is large', () => {
    const text = `insert into t values ('${"it''s; ".repeat(200_000)}');`
    expect(texts(text.repeat(3))).toHaveLength(3)
  })

  it('is nothing when it says nothing', () => {
    for (const sql of ['', ' \r\n;;', '-- only this', '/* and this */;']) {
      expect(splitStatements(sql)).toEqual([])
    }
  })
})
