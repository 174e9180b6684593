import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Extras } from './testing/ask.ts'
import { functionsSql } from './testing/functions.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql + functionsSql)
})
afterAll(() => rest.stop())

const form = 'application/x-www-form-urlencoded'
const octets = 'application/octet-stream'

describe('a call yields', () => {
  it.each<[string, string, Extras, unknown]>([
    ['by name', 'POST /rpc/strict_args', { body: { a: 1 } }, 3],
    ['by form', 'POST /rpc/strict_args', { body: 'a=1&b=5', type: form }, 6],
    ['by URL', 'GET /rpc/strict_args?a=1&b=3', {}, 4],
    ['nothing given', 'POST /rpc/defaults', {}, '1x'],
    ['the first of a list', 'POST /rpc/strict_args', { body: [{ a: 4 }, { a: 5 }] }, 6],
    ['the columns that count', 'POST /rpc/strict_args?columns=a', { body: { a: 1, z: 1 } }, 3],
    ['an overload by its names', 'POST /rpc/over', { body: { a: 1, b: 1 } }, 'two'],
    ['the other', 'POST /rpc/over', { body: { a: 1 } }, 'one'],
    ['the named before the unnamed', 'POST /rpc/either', { body: { a: 1 } }, 'named'],
    ['the unnamed otherwise', 'POST /rpc/either', { body: { b: 1 } }, 'unnamed'],
    ['for a whole object', 'POST /rpc/echo_json', { body: { a: [1] } }, { a: [1] }],
    ['for a whole list', 'POST /rpc/echo_json', { body: [1, 2] }, [1, 2]],
    ['for a text', 'POST /rpc/echo_text', { body: 'any "text"', type: 'text/plain' }, 'any "text"'],
    ['for bytes', 'POST /rpc/echo_bytes', { body: 'AB', type: octets }, '4142'],
    ['for any number', 'POST /rpc/spread', { body: { ns: [1, 2] } }, [1, 2]],
    ['for any number by URL', 'GET /rpc/spread?ns=1&ns=2', {}, [1, 2]],
    ['for any number by form', 'POST /rpc/spread', { body: 'ns=3&ns=4', type: form }, [3, 4]],
    ['for no number', 'POST /rpc/spread_or_not', {}, []],
    ['the last of a name given twice', 'GET /rpc/strict_args?a=1&a=2', {}, 4],
    ['in and out', 'POST /rpc/in_out', { body: { a: 1 } }, { a: 2, b: 'b' }],
    ['null', 'POST /rpc/null_text', {}, null],
    ['a row', 'GET /rpc/one_artist?a=1&select=name', {}, { name: 'Rembrandt' }],
    ['a list', 'GET /rpc/listed', {}, [1, 2]],
    ['an enum', 'GET /rpc/mood', {}, 'ink'],
    ['values', 'GET /rpc/numbers', {}, [1, 2, 3]],
    ['rows, filtered by URL', 'GET /rpc/artists_of?c=nl&name=like.R*&select=id', {}, [{ id: 1 }]],
    [
      'rows, filtered after POST',
      'POST /rpc/artists_of?name=like.M*&select=id,c:country',
      { body: { c: 'nl' } },
      [{ id: 3, c: 'nl' }],
    ],
    [
      'a table, ordered and cut',
      'GET /rpc/table_of?order=n.desc&limit=2&offset=1&select=sq',
      {},
      [{ sq: 16 }, { sq: 9 }],
    ],
    [
      'a table, by logic',
      'GET /rpc/table_of?or=(n.eq.1,sq.eq.25)&select=n',
      {},
      [{ n: 1 }, { n: 5 }],
    ],
    [
      'one of a set',
      'GET /rpc/table_of?n=eq.2',
      { accept: 'application/vnd.pgrst.object+json' },
      { n: 2, sq: 4 },
    ],
    ['where it is', 'GET /rpc/where_am_i', {}, 'GET /rpc/where_am_i'],
    ['CSV', 'GET /rpc/table_of?limit=2', { accept: 'text/csv' }, 'n,sq\n1,1\n2,4'],
  ])('%s: %s', async (...[, line, extras, expected]) => {
    const { status, body } = await ask(rest, line, extras)
    expect(body).toEqual(expected)
    expect(status).toBe(200)
  })

  it('a part of a set, and its place', async () => {
    const answer = await ask(rest, 'GET /rpc/table_of?select=n', {
      prefer: 'count=exact',
      headers: { Range: '1-2' },
    })
    expect(answer).toMatchObject({ status: 206, body: [{ n: 2 }, { n: 3 }] })
    expect(answer.headers['content-range']).toBe('1-2/5')
  })

  it('nothing, with 204', async () => {
    expect(await ask(rest, 'POST /rpc/nothing')).toMatchObject({ status: 204, body: '' })
  })

  it('no body to HEAD', async () => {
    const answer = await ask(rest, 'HEAD /rpc/table_of', { prefer: 'count=exact' })
    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-range': '0-4/5' } })
  })

  it('what it says it is, to whom likes that', async () => {
    const of = async (name: string, accept: string) => {
      const { headers, body } = await ask(rest, `GET /rpc/${name}`, { accept })
      return [headers['content-type'], body]
    }
    expect(await of('plain', 'text/plain')).toEqual(['text/plain; charset=utf-8', 'héllo'])
    expect(await of('plain', '*/*')).toEqual(['application/json; charset=utf-8', 'héllo'])
    expect(await of('anything', 'text/html')).toEqual(['text/html; charset=utf-8', 'raw'])
    expect((await of('null_text', 'text/plain'))[1]).toMatchObject({ code: 'PGRST107' })
    const response = await fetch(`${rest.url}/rest/v1/rpc/picture`, {
      headers: { Accept: 'image/png' },
    })
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('89504e47')
  })

  it('the status and the headers that it chose', async () => {
    const answer = await ask(rest, 'POST /rpc/say', {
      body: { status: '202', headers: '[{"Content-Type": "text/x"}, {"X-A": "1"}, {"X-A": "2"}]' },
    })
    expect(answer.status).toBe(202)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/x', 'x-a': '1, 2' })
  })

  it('its methods', async () => {
    expect((await ask(rest, 'OPTIONS /rpc/nothing')).headers).toMatchObject({
      allow: 'OPTIONS,POST',
    })
    expect((await ask(rest, 'OPTIONS /rpc/numbers')).headers).toMatchObject({
      allow: 'OPTIONS,GET,HEAD,POST',
    })
  })
})
