import type { Context, Faults } from '../../context.ts'
import type { StreamName } from '../../faults/fault.ts'
import type { StandingFault } from '../../faults/standing-fault.ts'
import { pauseUntil } from '../../pause.ts'
import type { Pace } from '../options.ts'
import { openSlot, type Slot, type SlotListener } from './slot.ts'
import type { Transaction } from './transaction.ts'

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

/** One stream of committed transactions, kept alive. */
export interface Feed {
  /** Opens the stream when nobody did before. Resolves when it flows; rejects only when closed. */
  ready(): Promise<void>
  /** The same, and after the time that the pace has for it when it is the first time. */
  established(): Promise<void>
  /** Cuts the stream on purpose, as when its connection is lost; false when it does not flow. */
  cut(): boolean
  close(): Promise<void>
}

/** The two streams of a backend. As really, each has a connection of its own and fails by itself. */
export type Feeds = Readonly<Record<StreamName, Feed>>

/** Which stream it is, and what it tells. */
export interface FeedListener {
  readonly name: StreamName
  readonly onTransaction: (transaction: Transaction) => void
  /** The connection is gone, and will be made again. */
  readonly onLost: () => void
}

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'opening'; readonly opened: Promise<Slot | undefined> }
  | { readonly name: 'closed' }

/**
 * Makes a feed. A lost connection is opened again after `reconnectMs`, then ever more seldom up to
 * every 5 s, for ever; what commits meanwhile is lost and nobody is told, as with Supabase.
 */
export function createFeed(
  context: Context,
  { reconnectMs, replicationStartMs }: Pick<Pace, 'reconnectMs' | 'replicationStartMs'>,
  listener: FeedListener,
): Feed {
  let state: State = { name: 'idle' }
  let flowing: Slot | undefined
  const closing = new AbortController()
  let established: Promise<void> | undefined

  const open = async (firstPauseMs: number): Promise<Slot | undefined> => {
    await pauseUntil(firstPauseMs, closing.signal)
    const connect = (): Promise<Slot> =>
      openMended(context, { ...listener, onLost }, closing.signal)
    const firstRetryMs = Math.max(2 * reconnectMs, FIRST_RETRY_MS)
    flowing = await untilOpen(context, connect, firstRetryMs, closing.signal)
    return flowing
  }
  const begin = (): Promise<Slot | undefined> => {
    if (state.name === 'closed') return Promise.resolve(undefined)
    if (state.name === 'idle') state = { name: 'opening', opened: open(pauseBefore()) }
    return state.opened
  }
  /** The first time half of the time it takes, later as long as a connection needs to come back. */
  const pauseBefore = (): number => {
    if (established !== undefined) return reconnectMs
    established = pauseUntil(replicationStartMs, closing.signal)
    return replicationStartMs / 2
  }
  const ready = async (): Promise<void> => {
    if ((await begin()) === undefined) throw new Error('The realtime server is closed.')
  }
  const onLost = (reason: Error): void => {
    if (state.name === 'closed') return
    context.warn(`realtime: the stream of ${listener.name} broke off: ${reason.message}`)
    flowing = undefined
    state = { name: 'idle' }
    listener.onLost()
    void begin()
  }

  return {
    ready,
    async established() {
      await ready()
      await established
    },
    cut() {
      const slot = flowing
      slot?.cut()
      return slot !== undefined
    },
    async close() {
      const opened = state.name === 'opening' ? state.opened : undefined
      flowing = undefined
      state = { name: 'closed' }
      closing.abort()
      await (await opened)?.close()
    },
  }
}

/** Tries again until it succeeds or the signal fires, ever more seldom. */
async function untilOpen(
  context: Context,
  connect: () => Promise<Slot>,
  firstRetryMs: number,
  signal: AbortSignal,
): Promise<Slot | undefined> {
  let retryMs = firstRetryMs
  while (!signal.aborted) {
    try {
      const slot = await connect()
      if (!signal.aborted) return slot
      await slot.close()
    } catch (error) {
      if (signal.aborted) break
      context.warn(`realtime: the database cannot be streamed: ${reasonOf(error)}`)
      await pauseUntil(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    }
  }
  return undefined
}

/** Opens the stream when no fault keeps it down. */
async function openMended(
  context: Context,
  listener: SlotListener,
  signal: AbortSignal,
): Promise<Slot> {
  for (;;) {
    await untilMended(context.faults, listener.name, signal)
    const slot = await openSlot(context.db, listener, signal)
    // One may have begun while it was being opened.
    if (downs(context.faults, listener.name).length === 0) return slot
    await slot.close()
  }
}

/** While a fault keeps the stream down. */
async function untilMended(faults: Faults, name: StreamName, signal: AbortSignal): Promise<void> {
  const strike = (): StandingFault | undefined =>
    downs(faults, name).find(each => each.strike([{}]))
  for (let down = strike(); down !== undefined && !signal.aborted; down = strike()) {
    const fault = down
    await new Promise<void>(resolve => {
      fault.hold(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  signal.throwIfAborted()
}

/** The faults that keep a stream down. */
function downs(faults: Faults, name: StreamName): readonly StandingFault[] {
  return faults.standing('poller-down').filter(({ fault }) => (fault.what ?? name) === name)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
