import { pauseUntil } from '../pause.ts'
import type { Server } from './server.ts'

/** How to start the server: for the first time, or after it ended by itself. */
export type StartServer = (occasion: 'first' | 'again') => Promise<Server>

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000
/** With the pauses some 80 seconds: enough to make room on a full disk. */
const MOST_TRIES = 20
/** A server that has run this long is well; what happened before is forgotten. */
const STEADY_MS = 60_000

/**
 * Starts a server and starts it again whenever it ends by itself, at most twenty times in a row with
 * pauses from 50 ms to 5 s; `warn` gets a line each time that it ended, and when it is given up.
 * Rejects when the first start fails.
 */
export async function keepRunning(
  start: StartServer,
  warn: (line: string) => void,
): Promise<Pick<Server, 'stop'>> {
  let server = await start('first')
  const stopping = new AbortController()
  const isStopping = (): boolean => stopping.signal.aborted

  /** Undefined: it was stopped meanwhile, or does not start. */
  const startAgain = async (tries: Tries): Promise<Server | undefined> => {
    let reason = ''
    while (!isStopping()) {
      const pauseMs = tries.next()
      if (pauseMs === undefined) {
        warn(`PostgreSQL ends again and again and is given up: ${reason} Start the backend again.`)
        return undefined
      }
      await pauseUntil(pauseMs, stopping.signal)
      if (isStopping()) return undefined
      try {
        return await start('again')
      } catch (error) {
        reason = (error as Error).message
      }
    }
    return undefined
  }

  const watch = async (): Promise<void> => {
    let tries = createTries()
    for (;;) {
      const startedAt = Date.now()
      const how = await server.ended
      if (isStopping()) return
      warn(`PostgreSQL ended by itself (${how}) and is started again.`)
      if (Date.now() - startedAt > STEADY_MS) tries = createTries()
      const next = await startAgain(tries)
      if (next === undefined) return
      server = next
      if (isStopping()) return server.stop()
    }
  }
  const watching = watch()

  return {
    async stop() {
      stopping.abort()
      await server.stop()
      await watching
    },
  }
}

interface Tries {
  /** How many milliseconds to wait before the next try; undefined when there were enough. */
  next(): number | undefined
}

function createTries(): Tries {
  let made = 0
  return {
    next() {
      if (made === MOST_TRIES) return undefined
      made += 1
      return Math.min(FIRST_PAUSE_MS * 2 ** (made - 1), LONGEST_PAUSE_MS)
    },
  }
}
