import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import type { Database } from '../../context.ts'
import type { StreamName } from '../../faults/fault.ts'
import { pause } from '../pause.ts'
import { PgoutputDecoder } from './pgoutput.ts'
import { Reader } from './reader.ts'
import type { Transaction } from './transaction.ts'

/** What each stream is of, and what its connection is called, so that one finds it in pg_stat_activity as really. */
const STREAMS: Readonly<Record<StreamName, { publication: string; connection: string }>> = {
  changes: { publication: 'supabase_realtime', connection: 'realtime_rls' },
  broadcasts: {
    publication: 'supabase_realtime_messages_publication',
    connection: 'realtime_replication_connection',
  },
}
/** Well below PostgreSQL's wal_sender_timeout, 60 s by default. */
const STATUS_EVERY_MS = 10_000
/** PostgreSQL drops a slot within some milliseconds; after half a second something else is wrong. */
const DROP_TRIES = 100
const DROP_PAUSE_MS = 5
const POSTGRES_EPOCH_MICROSECONDS = 946_684_800_000_000n

/** What `pg` offers of the replication protocol: events and one method that its types leave out. */
interface ReplicationConnection {
  once(event: 'replicationStart', listener: () => void): void
  on(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void
  sendCopyFromChunk(chunk: Buffer): void
}

/** Which stream, and who is told. */
export interface SlotListener {
  readonly name: StreamName
  readonly onTransaction: (transaction: Transaction) => void
  /** The connection is gone, and with it the slot. Called once, not after `close`. */
  readonly onLost: (reason: Error) => void
}

export interface Slot {
  /** Cuts the connection as if it were lost: nothing that comes after is told. */
  cut(): void
  /** Resolves when PostgreSQL has dropped the slot; before that the database cannot be dropped. */
  close(): Promise<void>
}

/**
 * Opens a temporary logical slot and streams each transaction that commits from now on, in commit
 * order. The slot dies with the connection: what commits while there is none is lost, as with
 * Supabase. Resolves when the stream has begun; rejects with
 * PostgreSQL's error, or when the signal fires before.
 */
export async function openSlot(
  db: Database,
  listener: SlotListener,
  signal: AbortSignal,
): Promise<Slot> {
  const client = await db.connect({ replication: 'database' })
  // Without a listener a broken connection would end the process.
  client.on('error', () => undefined)
  const end = (): void => void client.end().catch(() => undefined)
  // PostgreSQL makes no slot before every open transaction has ended, which may take for ever.
  signal.addEventListener('abort', end, { once: true })
  try {
    signal.throwIfAborted()
    // Texts in the stream are written with the session's settings; JSON must not depend on them.
    await client.query(`set application_name to '${STREAMS[listener.name].connection}'`)
    await client.query("set timezone to 'UTC'")
    await client.query("set datestyle to 'ISO'")
    await client.query("set intervalstyle to 'postgres'")
    await client.query('set extra_float_digits to 1')
    await client.query("set bytea_output to 'hex'")
    const slot = `everfresh_${listener.name}_${randomBytes(8).toString('hex')}`
    await client.query(
      `CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'nothing')`,
    )
    const flowing = await stream(client, slot, listener)
    return {
      cut: () => flowing.cut(),
      close: () => flowing.stop().then(() => untilDropped(db, slot)),
    }
  } catch (error) {
    end()
    throw error
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** A stream that flows, and what ends it. */
type Stream = Pick<Slot, 'cut'> & { stop(): Promise<void> }

/** Begins the stream. */
async function stream(client: Client, slot: string, listener: SlotListener): Promise<Stream> {
  const connection = (client as unknown as { connection: ReplicationConnection }).connection
  const decoder = new PgoutputDecoder()
  let state: 'starting' | 'streaming' | 'over' = 'starting'
  let received = 0n
  const status = setInterval(
    () => connection.sendCopyFromChunk(statusOf(received)),
    STATUS_EVERY_MS,
  )
  status.unref()
  const take = (message: StreamMessage): void => {
    if (message.end > received) received = message.end
    if (message.kind === 'keepalive') {
      if (message.wantsReply) connection.sendCopyFromChunk(statusOf(received))
      return
    }
    const transaction = decoder.push(message.data)
    if (transaction !== undefined && state === 'streaming') listener.onTransaction(transaction)
  }
  const lost = await new Promise<(reason: Error) => void>((resolve, reject) => {
    const lose = (reason: Error): void => {
      clearInterval(status)
      if (state === 'starting') reject(reason)
      if (state === 'streaming') listener.onLost(reason)
      state = 'over'
    }
    connection.once('replicationStart', () => {
      state = 'streaming'
      resolve(lose)
    })
    connection.on('copyData', ({ chunk }) => {
      try {
        take(messageOf(chunk))
      } catch (error) {
        lose(error instanceof Error ? error : new Error(String(error)))
        void client.end().catch(() => undefined)
      }
    })
    client.on('error', lose)
    client.on('end', () => lose(new Error('The replication connection was closed.')))
    const { publication } = STREAMS[listener.name]
    const start = `START_REPLICATION SLOT ${slot} LOGICAL 0/0 (proto_version '1', publication_names '${publication}')`
    client.query(start).then(() => lose(new Error('The replication stream ended.')), lose)
  })
  const end = (): Promise<void> => client.end().catch(() => undefined)
  return {
    cut() {
      lost(new Error('A fault has cut it.'))
      void end()
    },
    async stop() {
      state = 'over'
      clearInterval(status)
      await end()
    },
  }
}

async function untilDropped(db: Database, slot: string): Promise<void> {
  for (let tries = 0; tries < DROP_TRIES; tries += 1) {
    const left = await db
      .query('select from pg_replication_slots where slot_name = $1', [slot])
      .then(({ rows }) => rows.length)
      .catch(() => 0)
    if (left === 0) return
    await pause(DROP_PAUSE_MS)
  }
}

type StreamMessage =
  | { readonly kind: 'data'; readonly end: bigint; readonly data: Buffer }
  | { readonly kind: 'keepalive'; readonly end: bigint; readonly wantsReply: boolean }

// Layouts: PostgreSQL documentation, "Streaming Replication Protocol", XLogData and keepalive.
function messageOf(chunk: Buffer): StreamMessage {
  const reader = new Reader(chunk)
  if (reader.char() === 'k') {
    const end = reader.int64()
    reader.int64()
    return { kind: 'keepalive', end, wantsReply: reader.uint8() === 1 }
  }
  const end = reader.int64()
  reader.int64()
  reader.int64()
  return { kind: 'data', end, data: reader.rest() }
}

/** A standby status update: everything up to `position` is received, written and applied. */
function statusOf(position: bigint): Buffer {
  const status = Buffer.alloc(34)
  status.write('r', 0)
  for (const at of [1, 9, 17]) status.writeBigInt64BE(position + 1n, at)
  status.writeBigInt64BE(BigInt(Date.now()) * 1000n - POSTGRES_EPOCH_MICROSECONDS, 25)
  return status
}
