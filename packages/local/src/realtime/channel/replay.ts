import type { Database } from '../../context.ts'
import type { Room } from '../hub.ts'
import type { Broadcast } from '../wire/broadcast.ts'
import type { Replay } from './join-config.ts'

const MOST = 25
const USUAL = 10

/** A stored message that is sent again. */
export interface Replayed {
  readonly id: string
  readonly broadcast: Broadcast
}

export type ReadReplay =
  /** Oldest first. */
  | { readonly ok: true; readonly messages: readonly Replayed[] }
  | { readonly ok: false; readonly reason: string }

/**
 * The newest stored messages of a private topic since an instant, oldest first: 10 without a limit,
 * never more than 25. Without an instant all that are kept.
 */
export async function readReplay(
  db: Database,
  { topic, isPrivate }: Room,
  { since, limit }: Replay,
): Promise<ReadReplay> {
  if (!isPrivate) return refused('Replay is not allowed for public channels')
  const from = since ?? 0
  const most = limit ?? USUAL
  if (!isInstant(from) || typeof most !== 'number' || !Number.isInteger(most)) {
    return refused('Replay params are not valid')
  }
  const { rows } = await db.query(
    `select id, event, encode(binary_payload, 'hex') as bytes,
            json_build_object('id', id, 'replayed', true) as meta,
            json_build_object(
              'type', 'broadcast', 'event', event, 'payload', payload,
              'meta', json_build_object('id', id, 'replayed', true)) as envelope
       from realtime.messages
      where topic = $1 and extension = 'broadcast' and private
        and (payload is not null or binary_payload is not null)
        and inserted_at >= to_timestamp($2::float8 / 1000) at time zone 'UTC'
      order by inserted_at desc
      limit $3`,
    [topic, from, Math.max(1, Math.min(most, MOST))],
  )
  return { ok: true, messages: rows.map(messageOf).toReversed() }
}

function messageOf(row: Readonly<Record<string, string | null>>): Replayed {
  const { id, event, bytes, meta, envelope } = row
  const broadcast: Broadcast =
    typeof bytes === 'string'
      ? {
          form: 'user',
          user: {
            event: event ?? '',
            meta: meta ?? '',
            body: { encoding: 'binary', bytes: Buffer.from(bytes, 'hex') },
          },
        }
      : { form: 'envelope', envelope: envelope ?? '{}' }
  return { id: id ?? '', broadcast }
}

/** Whether a value is a time in milliseconds that PostgreSQL has a date for. */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15
}

function refused(text: string): ReadReplay {
  return { ok: false, reason: `UnableToReplayMessages: ${text}` }
}
