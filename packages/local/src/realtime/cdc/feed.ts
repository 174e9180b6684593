import type { Context } from '../../context.ts'
import { pauseUntil } from '../../pause.ts'
import { openSlot, type Slot } from './slot.ts'
import type { Transaction } from './transaction.ts'

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

/** The stream of committed transactions, kept alive. */
export interface Feed {
  /** Opens the stream when nobody did before. Resolves when it flows; rejects only when closed. */
  ready(): Promise<void>
  close(): Promise<void>
}

/**
 * Makes a feed. A lost connection is opened again after 100 ms, doubling to 5 s, for ever; what
 * commits meanwhile is lost and nobody is told, as with Supabase.
 */
export function createFeed(
  context: Context,
  onTransaction: (transaction: Transaction) => void,
): Feed {
  type State =
    | { readonly name: 'idle' }
    | { readonly name: 'opening'; readonly opened: Promise<Slot | undefined> }
    | { readonly name: 'closed' }
  let state: State = { name: 'idle' }
  const closing = new AbortController()
  const isClosed = (): boolean => closing.signal.aborted

  const open = async (): Promise<Slot | undefined> => {
    for (
      let retryMs = FIRST_RETRY_MS;
      !isClosed();
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    ) {
      try {
        const slot = await openSlot(context.db, { onTransaction, onLost }, closing.signal)
        if (!isClosed()) return slot
        await slot.close()
      } catch (error) {
        if (isClosed()) break
        context.warn(`realtime: the database's changes cannot be streamed: ${reasonOf(error)}`)
        await pauseUntil(retryMs, closing.signal)
      }
    }
    return undefined
  }
  const begin = (): Promise<Slot | undefined> => {
    if (state.name === 'closed') return Promise.resolve(undefined)
    if (state.name === 'idle') state = { name: 'opening', opened: open() }
    return state.opened
  }
  const onLost = (reason: Error): void => {
    if (state.name === 'closed') return
    context.warn(`realtime: the stream of changes broke off: ${reason.message}`)
    state = { name: 'idle' }
    void begin()
  }

  return {
    async ready() {
      if ((await begin()) === undefined) throw new Error('The realtime server is closed.')
    },
    async close() {
      const opened = state.name === 'opening' ? state.opened : undefined
      state = { name: 'closed' }
      closing.abort()
      await (await opened)?.close()
    },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
