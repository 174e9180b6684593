import { inspect } from '../changes/inspect.ts'

/** What a client asks for when it joins. */
export interface JoinConfig {
  readonly isPrivate: boolean
  readonly self: boolean
  readonly ack: boolean
  readonly wantsReplicationReady: boolean
  readonly replay: Replay | undefined
  /** Milliseconds the reply may wait until changes flow; undefined when it shall not, or none are asked for. */
  readonly waitMs: number | undefined
  readonly presence: { readonly key: string; readonly isEnabled: boolean }
  /** The bindings to postgres_changes as the client wrote them, in its order. */
  readonly bindings: readonly Readonly<Record<string, unknown>>[]
  readonly token: string | undefined
}

/** A wish for stored messages since an instant, in milliseconds since the epoch; not yet believed. */
export interface Replay {
  readonly since: unknown
  readonly limit: unknown
}

/** How long a join may be held until changes flow, in milliseconds. */
const USUAL_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 20_000

export type ParsedJoin =
  | { readonly ok: true; readonly config: JoinConfig }
  /** The reason the join is refused with. */
  | { readonly ok: false; readonly reason: string }

/**
 * Reads a join's payload as leniently as the real server: booleans may be texts, a list that is none
 * counts as empty. Only a payload or a binding that is not an object refuses the join.
 */
export function parseJoin(subtopic: string, payload: unknown): ParsedJoin {
  if (!isObject(payload)) {
    const reason = `UnknownErrorOnChannel: expected params to be a :map, got: \`${inspect(payload)}\``
    return { ok: false, reason }
  }
  const config = objectAt(payload, 'config')
  const bindings = 'config' in payload ? listAt(config, 'postgres_changes') : legacy(subtopic)
  const wrong = bindings.find(binding => binding !== null && !isObject(binding))
  if (wrong !== undefined) {
    const reason = `UnknownErrorOnChannel: expected a map, got:\n\n    ${inspect(wrong)}\n`
    return { ok: false, reason }
  }
  const wanted = bindings.filter(isObject)
  const broadcast = objectAt(config, 'broadcast')
  const presence = objectAt(config, 'presence')
  const replay = broadcast['replay']
  return {
    ok: true,
    config: {
      isPrivate: flagAt(config, 'private'),
      self: flagAt(broadcast, 'self'),
      ack: flagAt(broadcast, 'ack'),
      wantsReplicationReady: flagAt(broadcast, 'replication_ready'),
      replay: isObject(replay) ? { since: replay['since'], limit: replay['limit'] } : undefined,
      waitMs: wanted.length > 0 ? waitOf(objectAt(config, 'postgres_changes_options')) : undefined,
      presence: { key: keyOf(presence['key']), isEnabled: flagAt(presence, 'enabled') },
      bindings: wanted,
      token: textAt(payload, 'access_token') ?? textAt(payload, 'user_token'),
    },
  }
}

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A client of the first generation names schema, table and filter in the topic. */
function legacy(subtopic: string): readonly unknown[] {
  const [schema, table, ...rest] = subtopic.split(':')
  const filter = rest.join(':')
  return [{ schema, ...(table && { table }), ...(filter && { filter }) }]
}

function waitOf(options: JsonObject): number | undefined {
  if (!flagAt(options, 'wait')) return undefined
  const { timeout } = options
  const isTime = typeof timeout === 'number' && Number.isInteger(timeout) && timeout > 0
  return isTime ? Math.min(timeout, LONGEST_WAIT_MS) : USUAL_WAIT_MS
}

/** A presence key may be any scalar; it is compared as text. */
function keyOf(key: unknown): string {
  const isScalar = typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean'
  return isScalar ? String(key) : ''
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isObject(value) ? value : {}
}

function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value: unknown = object[key]
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

function flagAt(object: JsonObject, key: string): boolean {
  return object[key] === true || object[key] === 'true'
}

function textAt(object: JsonObject, key: string): string | undefined {
  const value = object[key]
  return typeof value === 'string' ? value : undefined
}
