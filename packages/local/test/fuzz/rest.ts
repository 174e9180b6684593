import { attempts } from '../attacks/attempts.ts'
import type { RequestStep, Who } from './case.ts'
import type { Dice } from './dice.ts'
import { asHeader, asPath, encoded, mutated } from './mutate.ts'
import { cast, column, columns, json, quoted, relations, value } from './words.ts'

const compares = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'ilike',
  'match',
  'imatch',
  'isdistinct',

  'cs',
  'cd',
  'ov',
  'sl',
  'sr',
  'nxl',
  'nxr',
  'adj',
  'fts',
  'plfts',
  'phfts',
  'wfts',
  'nothing',
]
const methods = [
  'GET',
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'PATCH',
  'DELETE',
  'HEAD',
  'PUT',
  'OPTIONS',
]
const routines = ['find_notes', 'echo', 'echo', 'count_names', 'take', 'shout', 'nothing', 'boom']
const whos: readonly Who[] = ['alice', 'alice', 'bob', 'bob', 'anon', 'service', 'nobody', 'forger']

const headerChoices: Readonly<Record<string, readonly string[]>> = {
  prefer: [
    'return=representation',
    'return=minimal',
    'return=headers-only',
    'count=exact',
    'count=planned',
    'count=estimated',
    'resolution=merge-duplicates,return=representation',
    'resolution=ignore-duplicates',
    'missing=default',
    'handling=strict, max-affected=1',
    'handling=strict, nothing=1',
    'tx=rollback',
    'params=single-object',
    'timezone=UTC',
  ],
  range: ['0-1', '5-', '3-1', '0-99999999999999999999', 'bytes=0-1', '-1'],
  accept: [
    'application/json',
    'application/vnd.pgrst.object+json',
    'text/csv',
    '*/*',
    'text/html',
    'application/vnd.pgrst.object+json;nulls=stripped',
    'application/vnd.pgrst.plan',
    'application/geo+json',
    'application/octet-stream',
    'application/openapi+json',
  ],
  'content-type': [
    'application/json',
    'text/csv',
    'text/plain',
    'application/x-www-form-urlencoded',
  ],
  'accept-profile': ['public', 'canary', 'auth', 'pg_catalog'],
  'content-profile': ['public', 'canary', 'storage'],
}

/** A request to `/rest/v1`: mostly one that is understood, with something wrong in it. */
export function restRequest(dice: Dice): RequestStep {
  const isCall = dice.chance(0.2)
  const method = dice.pick(methods)
  const target = isCall
    ? `rpc/${name(dice, routines)}`
    : dice.chance(0.02)
      ? ''
      : name(dice, relations)
  const query = dice
    .several(4, () => parameter(dice, isCall))
    .map(([key, text]) => `${encoded(key)}=${encoded(text)}`)
    .join('&')
  const path = `/rest/v1/${target}${query === '' ? '' : `?${query}`}`
  const sends = method === 'POST' || method === 'PATCH' || method === 'PUT'
  return {
    kind: 'request',
    who: dice.pick(whos),
    method,
    path: asPath(dice.chance(0.08) ? `/rest/v1/${mutated(dice, path.slice(9))}` : path),
    headers: headers(dice),
    ...(sends && { body: body(dice, isCall) }),
  }
}

function name(dice: Dice, names: readonly string[]): string {
  return encoded(dice.chance(0.04) ? dice.pick(attempts) : dice.pick(names))
}

function headers(dice: Dice): Readonly<Record<string, string>> {
  const all = Object.entries(headerChoices).filter(() => dice.chance(0.2))
  return Object.fromEntries(
    all.map(([key, choices]) => {
      const text = dice.pick(choices)
      return [key, asHeader(dice.chance(0.15) ? mutated(dice, text) : text)]
    }),
  )
}

function parameter(dice: Dice, isCall: boolean): readonly [string, string] {
  if (isCall && dice.chance(0.4))
    return [dice.pick(['a', 'b', 'c', 'term', 'names', ...attempts]), value(dice)]
  switch (dice.below(10)) {
    case 0:
    case 1:
    case 2:
      return ['select', dice.several(4, () => item(dice, 0)).join(',')]
    case 3:
      return [`${embedPath(dice)}order`, dice.several(3, () => order(dice)).join(',')]
    case 4:
      return [
        dice.pick(['limit', 'offset', 'parts.limit']),
        dice.pick(['0', '3', '-1', '99999999999', value(dice)]),
      ]
    case 5:
      return [dice.pick(['on_conflict', 'columns']), dice.several(3, () => column(dice)).join(',')]
    case 6:
      return [`${embedPath(dice)}${dice.pick(['or', 'and', 'not.or', 'not.and'])}`, group(dice, 0)]
    default:
      return [embedPath(dice) + field(dice), test(dice)]
  }
}

function embedPath(dice: Dice): string {
  return dice.chance(0.15)
    ? `${dice.pick(['parts', 'labels', 'notes', 'alias', column(dice)])}.`
    : ''
}

function field(dice: Dice): string {
  const steps = dice.chance(0.15)
    ? dice
        .several(3, () => dice.pick(['->', '->>']) + dice.pick(['a', 'b', '0', '-1', value(dice)]))
        .join('')
    : ''
  return column(dice) + steps
}

function item(dice: Dice, depth: number): string {
  if (dice.chance(0.15)) return '*'
  if (depth < 3 && dice.chance(0.3)) {
    const hint = dice.pick([
      '',
      '',
      '',
      '!inner',
      '!left',
      '!note_id',
      '!parts_note_id_fkey',
      `!${column(dice)}`,
    ])
    const alias = dice.pick(['', '', '', '...', `${column(dice)}:`])
    const inner = dice.several(3, () => item(dice, depth + 1)).join(',')
    return `${alias}${dice.pick(relations)}${hint}(${inner})`
  }
  const alias = dice.chance(0.2) ? `${column(dice)}:` : ''
  const end = dice.chance(0.2) ? `::${cast(dice)}` : ''
  const sum = dice.chance(0.05) ? `.${dice.pick(['count', 'sum', 'avg', 'max', 'nothing'])}()` : ''
  return `${alias}${field(dice)}${sum}${end}`
}

function order(dice: Dice): string {
  const key = dice.chance(0.15) ? `${dice.pick(relations)}(${field(dice)})` : field(dice)
  return key + dice.pick(['', '.asc', '.desc']) + dice.pick(['', '', '.nullsfirst', '.nullslast'])
}

function test(dice: Dice): string {
  const not = dice.chance(0.15) ? 'not.' : ''
  switch (dice.below(6)) {
    case 0:
      return `${not}in.(${dice.several(4, () => listed(dice)).join(',')})`
    case 1:
      return `${not}is.${dice.pick(['null', 'not_null', 'true', 'unknown', value(dice)])}`
    default: {
      const suffix = dice.pick(['', '', '', '', '(any)', '(all)', '(english)', `(${value(dice)})`])
      return `${not}${dice.pick(compares)}${suffix}.${value(dice)}`
    }
  }
}

function listed(dice: Dice): string {
  const text = value(dice)
  return dice.chance(0.5) ? quoted(text) : text
}

function group(dice: Dice, depth: number): string {
  const parts = dice.several(3, () =>
    depth < 4 && dice.chance(0.2)
      ? `${dice.pick(['and', 'or', 'not.and'])}${group(dice, depth + 1)}`
      : `${field(dice)}.${test(dice)}`,
  )
  return `(${parts.join(',')})`
}

function row(dice: Dice): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    dice.several(4, () => [
      dice.chance(0.05)
        ? dice.pick(attempts)
        : dice.pick(columns.filter(each => each !== 'secret')),
      json(dice),
    ]),
  )
}

function body(dice: Dice, isCall: boolean): string {
  const given = isCall
    ? {
        a: json(dice),
        b: dice.pick([1, 'x', null]),
        c: json(dice),
        term: value(dice),
        names: ['a'],
      }
    : dice.chance(0.3)
      ? dice.several(3, () => row(dice))
      : row(dice)
  const text = JSON.stringify(given)
  if (dice.chance(0.02)) return '['.repeat(dice.below(20_000))
  return dice.chance(0.12) ? mutated(dice, text) : text
}
