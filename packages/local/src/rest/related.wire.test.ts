import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './testing/ask.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

// Relationships where rows are chosen, written or called, and what a person is told who names none.

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql)
})
afterAll(() => rest.stop())

describe('a request asks for rows', () => {
  const ids = async (path: string): Promise<unknown> => {
    const { body } = await ask(rest, `GET ${path}&order=id`)
    return Array.isArray(body) ? body.map(row => (row as { id: number }).id) : body
  }

  it.each<[string, string, number[]]>([
    ['without a match', '/artists?select=id,works()&works=is.null', [4]],
    ['with a match', '/artists?select=id,works()&works=not.is.null', [1, 2, 3]],
    [
      'without a match that passes a filter',
      '/artists?select=id,works()&works.year=lt.1900&works=is.null',
      [3, 4],
    ],
    [
      'with one of two matches',
      '/works?select=id,labels(),loans()&or=(labels.not.is.null,loans.not.is.null)',
      [1, 2],
    ],
    [
      'with a match or a value',
      '/works?select=id,labels()&or=(labels.is.null,year.eq.1642)',
      [1, 3, 4, 5],
    ],
    ['without a match, by alias', '/works?select=id,l:labels()&l=is.null', [3, 4, 5]],
    ['by a computed relationship', '/artists?select=id,compatriots!inner()', [1, 3]],
  ])('%s', async (...[, path, expected]) => {
    expect(await ids(path)).toEqual(expected)
  })
})

describe('what is written or called embeds too:', () => {
  const single = 'application/vnd.pgrst.object+json'

  it('an insert, to-one, to-many, computed and by function', async () => {
    const { status, body } = await ask(
      rest,
      'POST /works?select=title,shout,artists(name,compatriots(name)),loans(id)',
      { prefer: 'return=representation', accept: single, body: { title: 'New', artist_id: 1 } },
    )
    expect(status).toBe(201)
    expect(body).toEqual({
      title: 'New',
      shout: 'NEW',
      artists: { name: 'Rembrandt', compatriots: [{ name: 'Mondriaan' }] },
      loans: [],
    })
  })

  it('an update, a relationship that a function computes from the row', async () => {
    const { body } = await ask(rest, 'PATCH /artists?id=eq.2&select=name,compatriots(name)', {
      prefer: 'return=representation',
      body: { country: 'nl' },
    })
    expect(body).toEqual([
      { name: 'Hokusai', compatriots: [{ name: 'Rembrandt' }, { name: 'Mondriaan' }] },
    ])
    await ask(rest, 'PATCH /artists?id=eq.2', { body: { country: 'jp' } })
  })

  it('a delete, and a to-many spread', async () => {
    await ask(rest, 'POST /loans', { body: { id: 9, work_id: 3, lender: 1, borrower: 2 } })
    const { body } = await ask(rest, 'DELETE /loans?id=eq.9&select=id,...works(title)', {
      prefer: 'return=representation',
    })
    expect(body).toEqual([{ id: 9, title: 'Broadway' }])
  })

  it('a function that yields rows of a table', async () => {
    await rest.db.query(
      'create function all_artists() returns setof artists language sql stable as $$ select * from artists $$',
    )
    const { body } = await ask(
      rest,
      'GET /rpc/all_artists?select=id,works(id),first_work(id),compatriots(name)&id=eq.3&works.order=id',
    )
    expect(body).toEqual([
      {
        id: 3,
        works: [{ id: 3 }, { id: 4 }],
        first_work: { id: 4 },
        compatriots: [{ name: 'Rembrandt' }],
      },
    ])
  })
})

describe('a person is told', () => {
  it.each<[string, string, number, unknown]>([
    [
      'that nothing relates',
      '/works?select=countries(*)',
      400,
      {
        code: 'PGRST200',
        message:
          "Could not find a relationship between 'works' and 'countries' in the schema cache",
        details:
          "Searched for a foreign key relationship between 'works' and 'countries' in the schema 'public', but no matches were found.",
      },
    ],
    [
      'what may have been meant',
      '/works?select=artist(*)',
      400,
      { code: 'PGRST200', hint: "Perhaps you meant 'artists' instead of 'artist'." },
    ],
    [
      'that a hint fits nothing',
      '/loans?select=museums!owner(*)',
      400,
      {
        code: 'PGRST200',
        details:
          "Searched for a foreign key relationship between 'loans' and 'museums' using the hint 'owner' in the schema 'public', but no matches were found.",
        hint: null,
      },
    ],
    [
      'that two relate',
      '/loans?select=museums(*)',
      300,
      {
        code: 'PGRST201',
        message:
          "Could not embed because more than one relationship was found for 'loans' and 'museums'",
        details: [
          {
            cardinality: 'many-to-one',
            embedding: 'loans with museums',
            relationship: 'loans_borrower_fkey using loans(borrower) and museums(id)',
          },
          {
            cardinality: 'many-to-one',
            embedding: 'loans with museums',
            relationship: 'loans_lender_fkey using loans(lender) and museums(id)',
          },
        ],
        hint: "Try changing 'museums' to one of the following: 'museums!loans_borrower_fkey', 'museums!loans_lender_fkey'. Find the desired relationship in the 'details' key.",
      },
    ],
    [
      'that what is filtered is not embedded',
      '/works?select=id&artists.name=eq.x',
      400,
      {
        code: 'PGRST108',
        message: "'artists' is not an embedded resource in this request",
        details: null,
        hint: "Verify that 'artists' is included in the 'select' query parameter.",
      },
    ],
    [
      'that what orders is not embedded',
      '/works?select=id&order=artists(name)',
      400,
      { code: 'PGRST108' },
    ],
    [
      'that a list does not order',
      '/artists?select=works(id)&order=works(year)',
      400,
      {
        code: 'PGRST118',
        message: "A related order on 'works' is not possible",
        details: "'artists' and 'works' do not form a many-to-one or one-to-one relationship",
        hint: null,
      },
    ],
    [
      'that what is embedded is there or not, and equals nothing',
      '/artists?select=works(id)&works=eq.1',
      400,
      {
        code: 'PGRST120',
        message: "Bad operator on the 'works' embedded resource",
        details: 'Only is null or not is null filters are allowed on embedded resources',
        hint: null,
      },
    ],
    ...['count()', 'price.sum()', 'year.max()::text', 'a:price.avg()', 'artists(count())'].map(
      (select): [string, string, number, unknown] => [
        `that sums are off: ${select}`,
        `/works?select=${select}`,
        400,
        {
          code: 'PGRST123',
          message: 'Use of aggregate functions is not allowed',
          details: null,
          hint: null,
        },
      ],
    ),
  ])('%s', async (...[, path, status, expected]) => {
    const answer = await ask(rest, `GET ${path}`)
    expect(answer.body).toMatchObject(expected as object)
    expect(answer.status).toBe(status)
  })
})
