import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './testing/ask.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql)
})
afterAll(() => rest.stop())

/** The ids of the works that a query finds. */
async function works(query: string): Promise<unknown> {
  const { body } = await ask(rest, `GET /works?select=id&order=id&${query}`)
  return Array.isArray(body) ? body.map(row => (row as { id: number }).id) : body
}

describe('a filter finds', () => {
  it.each<[string, number[]]>([
    ['id=eq.1', [1]],
    ['id=neq.1', [2, 3, 4, 5]],
    ['year=gt.1831', [3, 4]],
    ['year=gte.1831&year=lt.1943', [2, 4]],
    ['year=lte.1831', [1, 2]],
    ['year=is.null', [5]],
    ['year=not.is.null', [1, 2, 3, 4]],
    ['year=is.not_null', [1, 2, 3, 4]],
    ['sold=is.true', [1]],
    ['sold=is.FALSE', [2, 5]],
    ['sold=is.unknown', [3, 4]],
    ['sold=isdistinct.true', [2, 3, 4, 5]],
    ['sold=not.isdistinct.true', [1]],
    ['id=in.(1,3,99)', [1, 3]],
    ['id=not.in.(1,3)', [2, 4, 5]],
    ['id=in.()', []],
    ['title=in.(Shard,"Evening, \\"Red\\" Tree")', [4, 5]],
    ['title=eq.Evening, "Red" Tree', [4]],
    ['title=like.*a*', [1, 2, 3, 5]],
    ['title=like.N%25', [1]],
    ['title=ilike.NIGHT*', [1]],
    ['title=like(any).{N*,G*}', [1, 2]],
    ['title=like(all).{*a*,*W*}', [1, 2]],
    ['title=ilike(all).{*A*,*V*}', [2]],
    ['title=not.like(any).{N*,G*}', [3, 4, 5]],
    ['id=eq(any).{1,5}', [1, 5]],
    ['id=gt(all).{1,3}', [4, 5]],
    ['title=match.^[A-F]', [3, 4]],
    ['title=imatch.^night', [1]],
    ['title=match(any).{^N,^S}', [1, 5]],
    ['medium=eq.ink', [2]],
    ['tags=cs.{big}', [1, 3]],
    ['tags=cd.{big,blue,sea}', [2, 3, 4]],
    ['tags=ov.{dark,old}', [1, 5]],
    ['tags=eq.{}', [4]],
    ['info=cs.{"by":["a"]}', [1, 5]],
    ['info=cd.{"by":["a"]}', [3, 5]],
    ['shown=sl.[2026-02-01,2026-03-01)', [1, 5]],
    ['shown=sr.[2026-01-01,2026-02-01)', [2]],
    ['shown=adj.[2026-02-01,2026-03-01)', [1]],
    ['shown=ov.[2026-01-15,2026-02-15)', [1, 2]],
    ['slots=nxl.[2,9)', [2, 3]],
    ['slots=nxr.[1,5)', [1, 3]],
    ['slots=cs.[2,3)', [1, 3]],
    ['slots=cd.[1,6)', [1, 3, 5]],
    ['info->size->>w=eq.37', [2]],
    ['info->size->w=gt.37', [1]],
    ['info->by->>0=eq.a', [1, 5]],
    ['info->by->>-1=eq.b', [1]],
    ['info->>"e-d.x"=eq.1', [2]],
    ['info->size=is.null', [3, 5]],
    ['notes->k->>1=eq.x', [1]],
    ['tags->>0=eq.old', [5]],
    ['blurb=fts.wave', [2]],
    ['blurb=fts(english).break %26 boat', [2]],
    ['blurb=plfts(english).militia night', [1]],
    ['blurb=phfts(english).militia company', [1]],
    ['blurb=wfts(english).company or city -dancing', [1]],
    ['blurb=not.fts(english).wave', [1, 3, 5]],
    ['words=fts(english).dance', [3]],
    ['words=wfts.city', [3]],
    ['"odd name, (1)"=eq.x', [1]],
    ['shout=eq.SHARD', [5]],
  ])('%s', async (query, expected) => {
    expect(await works(query)).toEqual(expected)
  })
})

describe('a group finds', () => {
  it.each<[string, number[]]>([
    ['or=(id.eq.1,id.eq.2)', [1, 2]],
    ['or=( id.eq.1 , id.eq.2 )', [1, 2]],
    ['and=(id.gt.1,id.lt.4)', [2, 3]],
    ['not.or=(id.eq.1,id.eq.2)', [3, 4, 5]],
    ['not.and=(id.gt.1,id.lt.4)', [1, 4, 5]],
    ['or=(id.eq.1,and(id.gt.2,not.or(id.eq.4,id.eq.5)))', [1, 3]],
    ['or=(id.not.in.(1,2,3),title.like.N*)', [1, 4, 5]],
    ['or=(tags.cs.{big,blue},tags.cs.{old})', [3, 5]],
    ['or=(title.eq."Evening, \\"Red\\" Tree",id.eq.1)', [1, 4]],
    ['or=(info->size->>w.eq.37,info->by->>0.eq.a)', [1, 2, 5]],
    ['or=(blurb.fts(english).wave,title.ilike(any).{sh*,br*})', [2, 3, 5]],
    ['or=(sold.is.null,year.is.null)', [3, 4, 5]],
    ['or=(shown.ov."[2026-01-15,2026-02-15)",id.eq.5)', [1, 2, 5]],
    ['or=(id.eq.1,id.eq.2)&or=(id.eq.2,id.eq.3)', [2]],
    ['or=("odd name, (1)".eq.x)', [1]],
  ])('%s', async (query, expected) => {
    expect(await works(query)).toEqual(expected)
  })
})

describe('an order puts', () => {
  it.each<[string, number[]]>([
    ['year', [1, 2, 4, 3, 5]],
    ['year.desc', [5, 3, 4, 2, 1]],
    ['year.nullsfirst', [5, 1, 2, 4, 3]],
    ['year.desc.nullslast', [3, 4, 2, 1, 5]],
    ['medium.desc,id.desc', [5, 2, 4, 3, 1]],
    ['info->size->w.desc.nullslast,id', [1, 2, 3, 4, 5]],
    ['info->size->>w.asc.nullslast,id', [1, 2, 3, 4, 5]],
    ['artists(name).desc.nullslast,id', [1, 3, 4, 2, 5]],
    ['labels(text).nullslast , id', [1, 2, 3, 4, 5]],
    ['shout', [3, 4, 2, 1, 5]],
  ])('%s', async (order, expected) => {
    const { body } = await ask(rest, `GET /works?select=id,artists(),labels()&order=${order}`)
    expect((body as { id: number }[]).map(row => row.id)).toEqual(expected)
  })
})

describe('a selection yields', () => {
  it.each<[string, unknown]>([
    ['id,name:title', { id: 1, name: 'Night Watch' }],
    ['year::text', { year: '1642' }],
    ['y:year::text', { y: '1642' }],
    ['price::int8', { price: 1000 }],
    ['tags::text', { tags: '{big,dark}' }],
    ['info->size', { size: { h: 437, w: 363 } }],
    ['info->size->>w', { w: '363' }],
    ['w:info->size->w::text', { w: '363' }],
    ['info->by->0', { by: 'a' }],
    ['notes->k', { k: [1, 'x'] }],
    ['"odd name, (1)"', { 'odd name, (1)': 'x' }],
    ['shout', { shout: 'NIGHT WATCH' }],
    ['loud:shout', { loud: 'NIGHT WATCH' }],
    [' id , title ', { id: 1, title: 'Night Watch' }],
    ['slots,shown', { slots: '[1,5)', shown: '[2026-01-01,2026-02-01)' }],
    ['words', { words: "'compani':3 'march':4 'militia':2 'night':6" }],
    ['', { id: 1, title: 'Night Watch', medium: 'oil' }],
    ['*,shout', { id: 1, shout: 'NIGHT WATCH' }],
  ])('%s', async (select, expected) => {
    const { body } = await ask(rest, `GET /works?id=eq.1&select=${encodeURIComponent(select)}`, {
      accept: 'application/vnd.pgrst.object+json',
    })
    expect(body).toMatchObject(expected as object)
  })
})

describe('a page', () => {
  const page = async (
    query: string,
    headers: Record<string, string> = {},
    prefer = 'count=exact',
  ) => {
    const answer = await ask(rest, `GET /works?select=id&order=id${query}`, { headers, prefer })
    return [answer.status, answer.headers['content-range'], answer.body]
  }
  const rows = (...ids: number[]): unknown => ids.map(id => ({ id }))

  it.each<[string, string, Record<string, string>, number, string, unknown]>([
    ['whole', '', {}, 200, '0-4/5', rows(1, 2, 3, 4, 5)],
    ['by limit', '&limit=2', {}, 206, '0-1/5', rows(1, 2)],
    ['by offset', '&offset=3', {}, 206, '3-4/5', rows(4, 5)],
    ['by both', '&limit=1&offset=1', {}, 206, '1-1/5', rows(2)],
    ['by header', '', { Range: '1-2' }, 206, '1-2/5', rows(2, 3)],
    ['by header, to the end', '', { Range: '3-' }, 206, '3-4/5', rows(4, 5)],
    ['by a header that says nothing', '', { Range: 'x' }, 200, '0-4/5', rows(1, 2, 3, 4, 5)],
    ['by header and limit', '&limit=1', { Range: '0-2' }, 206, '0-0/5', rows(1)],
    ['of nothing', '&limit=0', {}, 206, '*/5', []],
    ['of no rows', '&id=gt.9', {}, 200, '*/0', []],
    ['that ends at the end', '&offset=5', {}, 206, '*/5', []],
  ])('%s', async (...[, query, headers, status, range, body]) => {
    expect(await page(query, headers)).toEqual([status, range, body])
  })

  it('has no total unless it is asked for', async () => {
    expect(await page('&limit=2', {}, '')).toEqual([200, '0-1/*', rows(1, 2)])
    expect(await page('&offset=9', {}, '')).toEqual([200, '*/*', []])
  })

  it.each([
    ['&limit=-1', {}, 'Limit should be greater than or equal to zero.'],
    [
      '',
      { Range: '2-1' },
      'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    ],
    ['&offset=6', {}, 'An offset of 6 was requested, but there are only 5 rows.'],
  ])('that cannot be is refused: %s %o', async (query, headers, details) => {
    expect(await page(query, headers)).toMatchObject([
      416,
      undefined,
      { code: 'PGRST103', message: 'Requested range not satisfiable', details },
    ])
  })

  it('may have a total that the planner expects, or counted as far as a page reaches', async () => {
    await rest.db.query(
      'create table many as select n from generate_series(1, 3000) n; analyze many',
    )
    const total = async (query: string, prefer: string) => {
      const { headers } = await ask(rest, `HEAD /many?${query}`, { prefer })
      return headers['content-range']
    }
    expect(await total('', 'count=planned')).toBe('0-999/3000')
    expect(await total('', 'count=estimated')).toBe('0-999/3000')
    expect(await total('n=lte.7', 'count=estimated')).toBe('0-6/7')
    const one = await total('n=lte.7&limit=1', 'count=planned')
    expect(Number(one?.split('/')[1])).toBeGreaterThan(0)
  })
})
