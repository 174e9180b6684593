import type { Transaction } from './cdc/transaction.ts'
import type { Dispatcher } from './changes/dispatch.ts'
import { TOPIC_PREFIX } from './hub.ts'
import { isSkipped, isTooMuch } from './lost-on-the-way.ts'
import { isMessageChange, messageOf, type StoredMessage } from './messages.ts'
import type { Server } from './server.ts'
import { broadcastEncoder } from './wire/broadcast.ts'

type Take = (transaction: Transaction) => void

/** Changes of tables wait for the dispatcher's turn. */
export function passChanges({ faults }: Server['context'], dispatcher: Dispatcher): Take {
  return transaction => {
    const changes = transaction.changes.filter(change => {
      const { schema, table } = change.relation
      const isLost = isSkipped(faults, 'changes', { table: `${schema}.${table}` })
      return !isLost && !isMessageChange(change)
    })
    dispatcher.push({ ...transaction, changes })
  }
}

/**
 * Broadcasts that were written in the database go out at once. What would be above the limit on all
 * broadcasts is lost, and nobody is told.
 */
export function passBroadcasts({
  context: { faults },
  hub,
  limits: { eventsPerSecond: limit },
  meters: { events },
}: Pick<Server, 'context' | 'hub' | 'limits' | 'meters'>): Take {
  const say = ({ room, id, broadcast }: StoredMessage): void => {
    if (isSkipped(faults, 'broadcasts', { topic: room.topic })) return
    const flow = { what: 'broadcasts', count: 1, limit } as const
    if (isTooMuch(faults, flow, perSecond => events.average + 1 > perSecond)) return
    events.add()
    const encode = broadcastEncoder(TOPIC_PREFIX + room.topic, broadcast)
    hub.say(room, { extension: 'broadcast', id, encode })
  }
  return ({ changes }) => {
    for (const change of changes.filter(isMessageChange)) {
      const message = messageOf(change)
      if (message !== undefined) say(message)
    }
  }
}
