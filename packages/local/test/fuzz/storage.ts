import { attempts } from '../attacks/attempts.ts'
import type { RequestStep, Who } from './case.ts'
import type { Dice } from './dice.ts'
import { asHeader, asPath, encoded, mutated } from './mutate.ts'
import { json, value } from './words.ts'

const whos: readonly Who[] = ['alice', 'alice', 'bob', 'bob', 'anon', 'service', 'nobody', 'forger']
const endpoints: readonly (readonly [method: string, path: string])[] = [
  ['GET', 'bucket'],
  ['POST', 'bucket'],
  ['GET', 'bucket/$bucket'],
  ['PUT', 'bucket/$bucket'],
  ['POST', 'object/list/$bucket'],
  ['POST', 'object/list/$bucket'],
  ['POST', 'object/$bucket/$name'],
  ['POST', 'object/$bucket/$name'],
  ['PUT', 'object/$bucket/$name'],
  ['GET', 'object/$bucket/$name'],
  ['GET', 'object/authenticated/$bucket/$name'],
  ['GET', 'object/public/$bucket/$name'],
  ['GET', 'object/info/$bucket/$name'],
  ['GET', 'object/sign/$bucket/$name?token=x.y.z'],
  ['HEAD', 'object/$bucket/$name'],
  ['DELETE', 'object/$bucket'],
  ['DELETE', 'object/$bucket/$name'],
  ['POST', 'object/sign/$bucket/$name'],
  ['POST', 'object/sign/$bucket'],
  ['POST', 'object/move'],
  ['POST', 'object/copy'],
  ['POST', 'object/upload/sign/$bucket/$name'],
  ['GET', 'render/image/public/$bucket/$name'],
]

/** A request to `/storage/v1`. */
export function storageRequest(dice: Dice): RequestStep {
  const [method, endpoint] = dice.pick(endpoints)
  const path = `/storage/v1/${endpoint.replace('$bucket', bucket(dice)).replace('$name', name(dice))}`
  const isUpload = /^object\/\$bucket\/\$name$/.test(endpoint) && method !== 'GET'
  const sends = method === 'POST' || method === 'PUT' || method === 'DELETE'
  return {
    kind: 'request',
    who: dice.pick(whos),
    method,
    path: asPath(dice.chance(0.08) ? `/storage/v1/${mutated(dice, path.slice(12))}` : path),
    headers: headers(dice, isUpload),
    ...(sends && { body: isUpload ? upload(dice) : body(dice, endpoint) }),
  }
}

function bucket(dice: Dice): string {
  return dice.chance(0.08)
    ? encoded(dice.pick(attempts))
    : dice.pick(['mine', 'mine', 'open', 'nothing'])
}

function name(dice: Dice): string {
  return dice
    .several(2, () =>
      dice.chance(0.1) ? encoded(dice.pick(attempts)) : dice.pick(['a', 'b.txt', 'alice', 'ü']),
    )
    .join('/')
}

function headers(dice: Dice, isUpload: boolean): Readonly<Record<string, string>> {
  const texts = [
    'text/plain',
    'image/png',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    value(dice),
  ].map(asHeader)
  const metadata = Buffer.from(JSON.stringify(json(dice))).toString('base64')
  return {
    ...(isUpload && { 'content-type': dice.pick(texts) }),
    ...(dice.chance(0.2) && { 'x-upsert': dice.pick(['true', 'false']) }),
    ...(dice.chance(0.2) && { 'x-metadata': dice.pick([metadata, 'e30', asHeader(value(dice))]) }),
    ...(dice.chance(0.2) && {
      range: dice.pick(['bytes=0-1', 'bytes=-1', 'bytes=9-', 'bytes=a', 'x']),
    }),
    ...(dice.chance(0.1) && { 'if-none-match': dice.pick(['*', '"x"', asHeader(value(dice))]) }),
    ...(dice.chance(0.1) && { 'cache-control': asHeader(value(dice)) }),
    ...(dice.chance(0.1) && { 'if-modified-since': asHeader(value(dice)) }),
  }
}

function upload(dice: Dice): string {
  const size = dice.pick([0, 1, 100, 100, 1_000, 19_999, 20_001])
  if (!dice.chance(0.3)) return 'x'.repeat(size)
  const part = (disposition: string, text: string): string =>
    `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`
  const form = [
    part('name="cacheControl"', dice.pick(['3600', value(dice)])),
    part('name="metadata"', JSON.stringify(json(dice))),
    part('name=""; filename="f"', 'x'.repeat(size)),
    '--b--\r\n',
  ].join('')
  return dice.chance(0.3) ? mutated(dice, form) : form
}

function body(dice: Dice, endpoint: string): string {
  const list = {
    prefix: dice.pick(['', 'alice', 'bob', 'a/', value(dice)]),
    search: dice.pick(['', 'a', value(dice)]),
    limit: dice.pick([1, 100, -1, 1e10, value(dice)]),
    offset: dice.pick([0, 1, -1, 1e300]),
    sortBy: dice.pick<unknown>([
      { column: 'name', order: 'asc' },
      { column: value(dice), order: value(dice) },
      null,
      json(dice),
    ]),
  }
  const other = {
    id: value(dice),
    name: value(dice),
    public: json(dice),
    prefixes: ['a', value(dice)],
    file_size_limit: json(dice),
    allowed_mime_types: json(dice),
    expiresIn: json(dice),
    bucketId: dice.pick(['mine', 'open']),
    sourceKey: 'a',
    destinationKey: value(dice),
    paths: ['a', value(dice)],
  }
  const text = JSON.stringify(endpoint.includes('list') ? list : other)
  return dice.chance(0.15) ? mutated(dice, text) : text
}
