import { asHeader, asPath, encoded } from '../fuzz/mutate.ts'
import { quoted } from '../fuzz/words.ts'

/** A request with an attempt somewhere in it. */
export interface Attack {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Where an attempt can be put, by a name for the place. */
export type Places = Readonly<Record<string, (attempt: string) => Attack>>

const NOTES = '/rest/v1/notes'

/** A query's parameters, each attempt percent-encoded. */
function query(...parameters: readonly (readonly [key: string, value: string])[]): Attack {
  const text = parameters.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join('&')
  return { path: `${NOTES}?${text}` }
}

/** Operators that take any text without a complaint, all in one request. */
const anyText = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'isdistinct', 'not.eq']
const searches = ['plfts', 'phfts', 'wfts', 'wfts(english)']
const picky: readonly (readonly [column: string, operator: string])[] = [
  ['title', 'match'],
  ['title', 'imatch'],
  ['title', 'fts'],
  ['title', 'is'],
  ['title', 'eq(any)'],
  ['title', 'like(all)'],
  ['tags', 'cs'],
  ['tags', 'cd'],
  ['tags', 'ov'],
  ['data', 'cs'],
  ['during', 'sl'],
  ['during', 'sr'],
  ['during', 'nxl'],
  ['during', 'nxr'],
  ['during', 'adj'],
  ['id', 'eq'],
  ['owner', 'eq'],
  ['mood', 'eq'],
]

const values: Places = {
  'any text': attempt => query(...anyText.map(each => ['title', `${each}.${attempt}`] as const)),
  searches: attempt => query(...searches.map(each => ['title', `${each}.${attempt}`] as const)),
  ...Object.fromEntries(
    picky.map(([column, operator]) => [
      `${column} ${operator}`,
      (attempt: string) => query([column, `${operator}.${attempt}`]),
    ]),
  ),
  list: attempt => query(['title', `in.(${attempt},${quoted(attempt)})`]),
  'quoted in a group': attempt => query(['or', `(title.eq.${quoted(attempt)},id.eq.1)`]),
  'in a group': attempt => query(['and', `(title.eq.${attempt},id.gt.0)`]),
}

const grammar: Places = {
  operator: attempt => query(['title', `${attempt}.1`]),
  language: attempt => query(['title', `fts(${attempt}).a`]),
  quantifier: attempt => query(['title', `eq(${attempt}).{a}`]),
  column: attempt => query([attempt, 'eq.1']),
  'quoted column': attempt => query([quoted(attempt), 'eq.1']),
  'JSON key': attempt => query([`data->${attempt}->>b`, 'eq.1']),
  'quoted JSON key': attempt => query([`data->>${quoted(attempt)}`, 'eq.1']),
  group: attempt => query(['or', `(${attempt})`]),
  selected: attempt => query(['select', attempt]),
  'selected in quotes': attempt => query(['select', `id,${quoted(attempt)}`]),
  alias: attempt => query(['select', `${attempt}:id`]),
  'quoted alias': attempt => query(['select', `${quoted(attempt)}:id`]),
  cast: attempt => query(['select', `title::${attempt}`]),
  'selected JSON': attempt => query(['select', `data->>${attempt},data->${quoted(attempt)}`]),
  aggregate: attempt => query(['select', `id.${attempt}()`]),
  embed: attempt => query(['select', `id,${attempt}(*)`]),
  'quoted embed': attempt => query(['select', `id,${quoted(attempt)}(*)`]),
  'embed alias': attempt => query(['select', `id,${attempt}:parts(id)`]),
  'quoted embed alias': attempt => query(['select', `id,${quoted(attempt)}:parts(id)`]),
  hint: attempt => query(['select', `id,parts!${attempt}(id)`]),
  spread: attempt => query(['select', `id,...${quoted(attempt)}(id)`]),
  'in an embed': attempt => query(['select', `id,parts(${quoted(attempt)},name)`]),
  'filter of an embed': attempt =>
    query(['select', 'id,parts(id)'], [`parts.${quoted(attempt)}`, 'eq.1']),
  'filter of an alias': attempt =>
    query(['select', `id,${quoted(attempt)}:parts(id)`], [`${quoted(attempt)}.id`, 'gt.0']),
  order: attempt => query(['order', attempt]),
  'quoted order': attempt => query(['order', `${quoted(attempt)}.desc.nullslast`]),
  direction: attempt => query(['order', `id.${attempt}`]),
  'order of an embed': attempt => query(['select', 'id,parts(id)'], ['parts.order', attempt]),
  limit: attempt => query(['limit', attempt]),
  offset: attempt => query(['offset', attempt]),
  'raw query': attempt => ({ path: asPath(`${NOTES}?select=id&${attempt.replaceAll('#', '')}`) }),
}

const post = (path: string, body: unknown, more: Partial<Attack> = {}): Attack => ({
  method: 'POST',
  path,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
})

const bodies: Places = {
  key: attempt => post(NOTES, { title: 'a', [attempt]: 1 }),
  text: attempt => post(NOTES, { title: attempt, body: attempt, data: { [attempt]: attempt } }),
  'array, range, enum': attempt =>
    post(NOTES, [{ tags: [attempt], during: attempt }, { mood: attempt }]),
  columns: attempt =>
    post(`${NOTES}?columns=${encoded(`title,${quoted(attempt)}`)}`, { title: 'a' }),
  'bare columns': attempt => post(`${NOTES}?columns=${encoded(attempt)}`, { title: 'a' }),
  'conflict target': attempt =>
    post(
      `${NOTES}?on_conflict=${encoded(quoted(attempt))}`,
      { title: 'a' },
      {
        headers: { prefer: 'resolution=merge-duplicates' },
      },
    ),
  update: attempt => ({
    ...post(`${NOTES}?id=eq.1`, { title: attempt, [attempt]: attempt }),
    method: 'PATCH',
  }),
  'filter of an update': attempt => ({
    ...post(`${NOTES}?title=eq.${encoded(attempt)}`, { body: 'b' }),
    method: 'PATCH',
  }),
  'filter of a delete': attempt => ({
    method: 'DELETE',
    path: `${NOTES}?title=eq.${encoded(attempt)}&id=lt.0`,
  }),
  'no JSON': attempt => post(NOTES, attempt),
}

const names: Places = {
  table: attempt => ({ path: asPath(`/rest/v1/${encoded(attempt)}?select=*`) }),
  function: attempt => post(asPath(`/rest/v1/rpc/${encoded(attempt)}`), {}),
  'argument by GET': attempt => ({ path: `/rest/v1/rpc/echo?${encoded(attempt)}=1` }),
  'value by GET': attempt => ({ path: `/rest/v1/rpc/echo?a=${encoded(attempt)}&b=1` }),
  'variadic by GET': attempt => ({
    path: `/rest/v1/rpc/count_names?names=${encoded(attempt)}&names=b`,
  }),
  argument: attempt => post('/rest/v1/rpc/echo', { a: 'a', [attempt]: 1 }),
  'value of an argument': attempt =>
    post('/rest/v1/rpc/echo', { a: attempt, c: { [attempt]: attempt } }),
  'value of a wrong type': attempt => post('/rest/v1/rpc/echo', { a: 'a', b: attempt }),
  'rows of a function': attempt => post('/rest/v1/rpc/find_notes', { term: attempt }),
  'column of a function’s rows': attempt => ({
    path: `/rest/v1/rpc/find_notes?term=a&select=${encoded(quoted(attempt))}`,
  }),
}

const read = (name: string, text: (attempt: string) => string): [string, Places[string]] => [
  `header ${name}`,
  attempt => ({ path: NOTES, headers: { [name]: asHeader(text(attempt)) } }),
]
const headers: Places = Object.fromEntries([
  read('accept-profile', attempt => attempt),
  read('prefer', attempt => `count=exact, ${attempt}=${attempt}, return=${attempt}`),
  read('range', attempt => attempt),
  read('accept', attempt => attempt),
  read('x-anything', attempt => attempt),
  read('cookie', attempt => `a=${attempt}; ${attempt}=b`),
  read('x-request-id', attempt => attempt),
  read('authorization', attempt => `Bearer ${attempt}`),
  [
    'header content-type',
    (attempt: string) => post(NOTES, {}, { headers: { 'content-type': asHeader(attempt) } }),
  ],
  [
    'header content-profile',
    (attempt: string) => post(NOTES, {}, { headers: { 'content-profile': asHeader(attempt) } }),
  ],
])

/** Every place in a request to `/rest/v1`. */
export const restPlaces: Places = { ...values, ...grammar, ...bodies, ...names, ...headers }
