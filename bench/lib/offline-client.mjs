import { createClient } from '@supabase/supabase-js'
import { FakeSocket } from './fake-socket.mjs'

/**
 * A real supabase-js client on a socket without a network. Its token comes from elsewhere, so that nobody has to
 * sign in.
 */
export function offlineClient() {
  /** @type {FakeSocket | undefined} */
  let latest
  class Socket extends FakeSocket {
    /** @param {string} url */
    constructor(url) {
      super(url)
      latest = this
    }
  }
  const client = createClient('http://127.0.0.1:9', 'key', {
    accessToken: () => Promise.resolve('a token'),
    realtime: { transport: /** @type {typeof WebSocket} */ (/** @type {unknown} */ (Socket)) },
  })
  return {
    client,
    /** Says a frame on the client's socket. */
    say: (/** @type {string} */ frame) => latest?.say(frame),
  }
}
