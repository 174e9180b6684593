import type { Database } from '../../context.ts'
import type { Replay } from './join-config.ts'

const MOST = 25

export type Replayed =
  /** JSON texts of the broadcasts, oldest first. */
  | { readonly ok: true; readonly envelopes: readonly string[] }
  | { readonly ok: false; readonly reason: string }

/** The newest stored private messages of a topic since an instant: at most 25, oldest first. */
export async function readReplay(
  db: Database,
  topic: string,
  isPrivate: boolean,
  { since, limit = MOST }: Replay,
): Promise<Replayed> {
  if (!isPrivate) return refused('Replay is not allowed for public channels')
  const isRead = typeof since === 'number' && typeof limit === 'number'
  if (!isRead || !Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return refused('Replay params are not valid')
  }
  const { rows } = await db.query(
    `select json_build_object(
              'type', 'broadcast', 'event', event, 'payload', payload,
              'meta', json_build_object('id', id, 'replayed', true)) as envelope
       from realtime.messages
      where topic = $1 and extension = 'broadcast' and private and payload is not null
        and inserted_at >= to_timestamp($2::float8 / 1000) at time zone 'UTC'
      order by inserted_at desc
      limit $3`,
    [topic, since, limit],
  )
  return { ok: true, envelopes: rows.map(row => String(row['envelope'])).toReversed() }
}

function refused(text: string): Replayed {
  return { ok: false, reason: `UnableToReplayMessages: ${text}` }
}
