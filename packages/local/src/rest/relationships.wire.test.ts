import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './testing/ask.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql)
})
afterAll(() => rest.stop())

describe('a request embeds', () => {
  it.each<[string, string, unknown]>([
    [
      'to-one',
      '/works?select=id,artists(name)&id=eq.1',
      [{ id: 1, artists: { name: 'Rembrandt' } }],
    ],
    ['nothing as null', '/works?select=artists(name)&id=eq.5', [{ artists: null }]],
    ['to-many', '/artists?select=works(id)&id=eq.3', [{ works: [{ id: 3 }, { id: 4 }] }]],
    ['nothing as a list', '/artists?select=works(id)&id=eq.4', [{ works: [] }]],
    [
      'one-to-one, both ways',
      '/works?select=labels(text)&id=eq.2',
      [{ labels: { text: 'Print' } }],
    ],
    ['', '/labels?select=works(title)&work_id=eq.2', [{ works: { title: 'Great Wave' } }]],
    [
      'through a junction',
      '/rooms?select=works(id)&id=eq.2&works.order=id',
      [{ works: [{ id: 2 }, { id: 3 }] }],
    ],
    ['', '/works?select=rooms(name)&id=eq.1', [{ rooms: [{ name: 'Gallery' }] }]],
    [
      'the junction',
      '/rooms?select=exhibits(spot,works(id))&id=eq.1',
      [
        {
          exhibits: [
            { spot: 1, works: { id: 1 } },
            { spot: 2, works: { id: 3 } },
          ],
        },
      ],
    ],
    [
      'the same table below',
      '/staff?select=name,staff(name)&id=eq.1',
      [{ name: 'Ann', staff: [{ name: 'Ben' }, { name: 'Cid' }] }],
    ],
    [
      'the same table above, by column',
      '/staff?select=name,boss_id(name)&id=eq.2',
      [{ name: 'Ben', boss_id: { name: 'Ann' } }],
    ],
    [
      'both, by hint',
      '/staff?select=boss:staff!boss_id(name),team:staff!staff_boss_id_fkey(name)&id=eq.2',
      [{ boss: { name: 'Ann' }, team: [] }],
    ],
    [
      'by constraint',
      '/loans?select=lender:museums!loans_lender_fkey(name)&id=eq.1',
      [{ lender: { name: 'Here' } }],
    ],
    ['by column', '/loans?select=museums!borrower(name)&id=eq.1', [{ museums: { name: 'There' } }]],
    [
      'by constraint as target',
      '/loans?select=loans_lender_fkey(name)&id=eq.1',
      [{ loans_lender_fkey: { name: 'Here' } }],
    ],
    [
      'by column as target',
      '/loans?select=borrower(name)&id=eq.1',
      [{ borrower: { name: 'There' } }],
    ],
    [
      'by hint of the other side',
      '/museums?select=loans!lender(id)&id=eq.1',
      [{ loans: [{ id: 1 }] }],
    ],
    [
      'nested',
      '/countries?select=artists(name,works(id,labels(text)))&code=eq.jp',
      [{ artists: [{ name: 'Hokusai', works: [{ id: 2, labels: { text: 'Print' } }] }] }],
    ],
    ['without fields', '/works?select=id,artists()&id=eq.1', [{ id: 1 }]],
    [
      'inner',
      '/works?select=id,labels!inner(text)&order=id',
      [
        { id: 1, labels: { text: 'Do not touch' } },
        { id: 2, labels: { text: 'Print' } },
      ],
    ],
    [
      'inner with a filter',
      '/artists?select=id,works!inner(id)&works.year=gt.1900',
      [{ id: 3, works: [{ id: 3 }, { id: 4 }] }],
    ],
    [
      'left with a filter',
      '/artists?select=id,works!left(id)&works.year=gt.1940&order=id&limit=3',
      [
        { id: 1, works: [] },
        { id: 2, works: [] },
        { id: 3, works: [{ id: 3 }] },
      ],
    ],
    [
      'with hint and inner',
      '/loans?select=id,museums!lender!inner(name)&museums.name=eq.There',
      [{ id: 2, museums: { name: 'There' } }],
    ],
    [
      'with order, limit and offset',
      '/artists?select=works(id)&id=eq.3&works.order=year.asc&works.limit=1&works.offset=1',
      [{ works: [{ id: 3 }] }],
    ],
    [
      'with or',
      '/artists?select=works(id)&id=eq.3&works.or=(year.eq.1943,title.eq.x)',
      [{ works: [{ id: 3 }] }],
    ],
    [
      'with not.and, by alias',
      '/artists?select=w:works(id)&id=eq.3&w.not.and=(year.eq.1943,id.eq.3)',
      [{ w: [{ id: 4 }] }],
    ],
    [
      'with a filter two levels below',
      '/countries?select=artists(works(id))&code=eq.nl&artists.works.id=eq.1&artists.id=eq.1',
      [{ artists: [{ works: [{ id: 1 }] }] }],
    ],
    [
      'twice, by alias',
      '/artists?select=old:works(id),new:works(id)&id=eq.3&old.year=lt.1920&new.year=gt.1920',
      [{ old: [{ id: 4 }], new: [{ id: 3 }] }],
    ],
    [
      'spread to-one',
      '/works?select=id,...artists(name,c:country)&id=eq.1',
      [{ id: 1, name: 'Rembrandt', c: 'nl' }],
    ],
    [
      'spread to-one of nothing',
      '/works?select=id,...artists(name)&id=eq.5',
      [{ id: 5, name: null }],
    ],
    [
      'spread to-many',
      '/artists?select=id,...works(title,year)&id=eq.3&works.order=id',
      [{ id: 3, title: ['Broadway', 'Evening, "Red" Tree'], year: [1943, 1910] }],
    ],
    [
      'spread within spread',
      '/labels?select=text,...works(title,...artists(name))&work_id=eq.1',
      [{ text: 'Do not touch', title: 'Night Watch', name: 'Rembrandt' }],
    ],
    [
      'nested in spread',
      '/labels?select=...works(title,artists(name))&work_id=eq.1',
      [{ title: 'Night Watch', artists: { name: 'Rembrandt' } }],
    ],
    [
      'from a partitioned table',
      '/visits?select=id,rooms(name)&id=eq.1',
      [{ id: 1, rooms: { name: 'Gallery' } }],
    ],
    [
      'to a partitioned table',
      '/rooms?select=visits(id)&id=eq.1&visits.order=id',
      [{ visits: [{ id: 1 }, { id: 2 }] }],
    ],
    [
      'from a view',
      '/modern_works?select=name,artists(name)&id=eq.3',
      [{ name: 'Broadway', artists: { name: 'Mondriaan' } }],
    ],
    [
      'to a view',
      '/artists?select=modern_works(id)&id=eq.3&modern_works.order=id',
      [{ modern_works: [{ id: 3 }, { id: 4 }] }],
    ],
    ['from a view of a view', '/recent_works?select=name,artists(name)', []],
    [
      'a view in a view',
      '/modern_works?select=artist_names(name)&id=eq.3',
      [{ artist_names: { name: 'MONDRIAAN' } }],
    ],
    [
      'a view through a junction',
      '/rooms?select=modern_works(id)&id=eq.1',
      [{ modern_works: [{ id: 3 }] }],
    ],
    [
      'from a materialised view',
      '/artist_totals?select=works,artists(name)&artist_id=eq.1',
      [{ works: 1, artists: { name: 'Rembrandt' } }],
    ],
    [
      'to a materialised view',
      '/artists?select=artist_totals(worth)&id=eq.1',
      [{ artist_totals: [{ worth: 1000 }] }],
    ],
    [
      'what a function computes',
      '/artists?select=compatriots(name)&id=eq.1',
      [{ compatriots: [{ name: 'Mondriaan' }] }],
    ],
    [
      'one row that a function computes',
      '/artists?select=name,first_work(title,labels(text))&id=eq.1',
      [
        {
          name: 'Rembrandt',
          first_work: { title: 'Night Watch', labels: { text: 'Do not touch' } },
        },
      ],
    ],
    [
      'a function named as a table that is related otherwise',
      '/rooms?select=loans(name)&id=eq.1&loans.order=id.desc',
      [{ loans: [{ name: 'There' }, { name: 'Here' }] }],
    ],
    [
      'a computed field of what is embedded',
      '/artists?select=works(shout)&id=eq.1',
      [{ works: [{ shout: 'NIGHT WATCH' }] }],
    ],
  ])('%s: %s', async (...[, path, expected]) => {
    const { body } = await ask(rest, `GET ${path}`)
    if (Array.isArray(expected)) expect(body).toEqual(expected)
    else expect(body).toMatchObject(expected as object)
  })
})
