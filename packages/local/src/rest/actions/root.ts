import { RestError } from '../errors.ts'
import type { Column, Relation, Routine, Schema } from '../schema/schema.ts'
import type { ActionInput } from './action.ts'
import { contentHeaders } from './action.ts'

type Json = Readonly<Record<string, unknown>>

const OPENAPI = {
  shape: 'single',
  stripNulls: false,
  contentType: 'application/openapi+json; charset=utf-8',
} as const
const ACCEPTED = /(?:^|,)\s*(?:\*\/\*|application\/(?:\*|json|openapi\+json))\s*(?:;|,|$)/

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:smallint|integer|bigint)$/, 'integer'],
  [/^(?:numeric|real|double precision)/, 'number'],
  [/^boolean$/, 'boolean'],
  [/\[\]$/, 'array'],
]

/** JSON of any kind has no one type. */
function typeOf(format: string): Json {
  if (/^jsonb?$/.test(format)) return { format }
  const type = TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'string'
  if (type !== 'array') return { format, type }
  return { format, type, items: typeOf(format.slice(0, -2)) }
}

function property(column: Column, isKey: boolean): Json {
  const note = isKey ? 'Note:\nThis is a Primary Key.<pk/>' : undefined
  const description = [column.comment, note].filter(text => text !== undefined).join('\n\n')
  return {
    ...typeOf(column.type),
    ...(column.fallback !== undefined && { default: column.fallback }),
    ...(description !== '' && { description }),
  }
}

function definition({ columns, primaryKey, comment }: Relation): Json {
  const all = [...columns.values()]
  const required = all.filter(column => !column.nullable).map(column => column.name)
  return {
    type: 'object',
    ...(comment !== undefined && { description: comment }),
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      all.map(column => [column.name, property(column, primaryKey.includes(column.name))]),
    ),
  }
}

function operation(tag: string, status: string, description: string): Json {
  return { tags: [tag], responses: { [status]: { description } } }
}

function relationPath({ name, can }: Relation): Json {
  const rows = { type: 'array', items: { $ref: `#/definitions/${name}` } }
  return {
    get: { tags: [name], responses: { '200': { description: 'OK', schema: rows } } },
    ...(can.insert && { post: operation(name, '201', 'Created') }),
    ...(can.update && { patch: operation(name, '204', 'No Content') }),
    ...(can.delete && { delete: operation(name, '204', 'No Content') }),
  }
}

function routinePath(overloads: readonly Routine[]): Json {
  const args = overloads.flatMap(routine => routine.args).filter(arg => arg.name !== '')
  const required = args.filter(arg => !arg.optional).map(arg => arg.name)
  const schema = {
    type: 'object',
    ...(required.length > 0 && { required: [...new Set(required)] }),
    properties: Object.fromEntries(args.map(arg => [arg.name, typeOf(arg.type)])),
  }
  const tag = `(rpc) ${overloads[0]?.name ?? ''}`
  const called = {
    ...operation(tag, '200', 'OK'),
    parameters: [{ in: 'body', name: 'args', required: true, schema }],
  }
  const isReadable = overloads.some(routine => !routine.volatile)
  return { post: called, ...(isReadable && { get: operation(tag, '200', 'OK') }) }
}

function describeSchema({ name, comment, relations, routines }: Schema): Json {
  const [title = '', ...description] = (comment ?? `${name} schema`).split('\n')
  const tables = [...relations.values()]
  return {
    swagger: '2.0',
    info: { title, description: description.join('\n').trim(), version: '1' },
    basePath: '/rest/v1',
    consumes: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    produces: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    paths: Object.fromEntries([
      ['/', { get: operation('Introspection', '200', 'OK') }],
      ...tables.map(table => [`/${table.name}`, relationPath(table)]),
      ...[...routines].map(([routine, all]) => [`/rpc/${routine}`, routinePath(all)]),
    ]),
    definitions: Object.fromEntries(tables.map(table => [table.name, definition(table)])),
  }
}

/** GET and HEAD on the root: the schema as OpenAPI 2.0. Throws {@link RestError}. */
export function rootResponse({ request, schema }: ActionInput): Response {
  const { method, headers } = request
  if (method !== 'GET' && method !== 'HEAD') {
    throw new RestError(405, { code: 'PGRST117', message: `Unsupported HTTP method: ${method}` })
  }
  const accept = headers.get('accept') ?? '*/*'
  if (!ACCEPTED.test(accept)) {
    throw new RestError(406, {
      code: 'PGRST107',
      message: `None of these media types are available: ${accept}`,
    })
  }
  const body = method === 'HEAD' ? null : JSON.stringify(describeSchema(schema))
  return new Response(body, { headers: contentHeaders(request, OPENAPI) })
}
