import type { Change } from './cdc/transaction.ts'
import type { Room } from './hub.ts'
import type { Broadcast } from './wire/broadcast.ts'
import type { BroadcastBody } from './wire/frame.ts'

/** A broadcast that was written in the database, and where it goes. */
export interface StoredMessage {
  readonly room: Room
  readonly id: string
  readonly broadcast: Broadcast
}

/** Whether a change is of the table of messages, which nobody subscribes to as a table. */
export function isMessageChange({ relation }: Change): boolean {
  return relation.schema === 'realtime' && relation.table === 'messages'
}

/** Reads a new row of realtime.messages. Undefined when it is no broadcast, or one without an event, which is never told. */
export function messageOf(change: Change): StoredMessage | undefined {
  if (change.type !== 'INSERT') return undefined
  const names = change.relation.columns.map(({ name }) => name)
  const cell = (name: string): string | null => change.row[names.indexOf(name)] ?? null
  const topic = cell('topic')
  const event = cell('event') ?? ''
  const body = bodyOf(cell('payload'), cell('binary_payload'))
  const isBroadcast = cell('extension') === 'broadcast' && event.trim() !== ''
  if (!isBroadcast || topic === null || body === undefined) return undefined
  const id = cell('id') ?? ''
  return {
    room: { topic, isPrivate: cell('private') === 't' },
    id,
    broadcast: {
      form: 'user',
      user: { event, meta: JSON.stringify({ id }), body },
    },
  }
}

function bodyOf(payload: string | null, binary: string | null): BroadcastBody | undefined {
  if (binary !== null) return { encoding: 'binary', bytes: Buffer.from(binary.slice(2), 'hex') }
  return payload === null ? undefined : { encoding: 'json', text: payload }
}
