import { WebSocket } from 'ws'

const ROWS = '/rest/v1/tasks'

/** The page's network: counts what goes through it, and can be slow. */
export function createNetwork() {
  let requests = 0
  let restBytes = 0
  let socketBytes = 0
  let holdMs = 0
  let whenAnswered = () => {}

  /** @type {typeof fetch} */
  const countingFetch = async (input, init) => {
    const isForRows = (input instanceof Request ? input.url : input.toString()).includes(ROWS)
    const isRead = isForRows && (init?.method ?? 'GET') === 'GET'
    if (isForRows) requests += 1
    const answer = await fetch(input, init)
    const text = await answer.text()
    if (isForRows) restBytes += text.length
    if (isRead) {
      whenAnswered()
      if (holdMs > 0) await held(holdMs, init?.signal)
    }
    const { status, statusText, headers } = answer
    // 204 and the like may have no body.
    return new Response(text === '' ? null : text, { status, statusText, headers })
  }

  class CountingSocket extends WebSocket {
    /**
     * @param {string | URL} address
     * @param {string | string[]} [protocols]
     */
    constructor(address, protocols) {
      super(address, protocols)
      this.on('message', (/** @type {Buffer} */ data) => (socketBytes += data.length))
    }
  }

  return {
    fetch: countingFetch,
    WebSocket: CountingSocket,
    /** @param {number} ms How long an answer to a read is under way, though the rows in it were read before. */
    slowDown: ms => (holdMs = ms),
    /** Resolves when the backend has answered a read; the page may not have the answer yet. */
    answered: () => new Promise(resolve => (whenAnswered = () => resolve(undefined))),
    traffic: () => ({ requests, restBytes, socketBytes }),
    clear() {
      requests = 0
      restBytes = 0
      socketBytes = 0
    },
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal | null | undefined} signal
 */
function held(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
