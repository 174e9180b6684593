import { Connection } from './connection.ts'
import type { Outgoing } from './outgoing.ts'
import type { Target } from './target.ts'

const PATIENCE_MS = 20_000
const FRAME = JSON.stringify([
  '1',
  '1',
  'realtime:warm-up',
  'phx_join',
  {
    config: {
      broadcast: { ack: false, self: false, replication_ready: true },
      presence: { key: '', enabled: false },
      postgres_changes: [{ event: '*', schema: 'public' }],
      private: false,
    },
  },
])

/**
 * Has the server start what it starts with its first client: most traces were recorded from one that
 * was warm. Rejects when it does not get there.
 */
export async function warmUp(target: Target, outgoing: Outgoing): Promise<void> {
  const path = `/realtime/v1/websocket?apikey=${outgoing.key()}&vsn=2.0.0`
  const url = target.url.replace(/^http/u, 'ws') + path
  let timer: NodeJS.Timeout | undefined
  let connection: Connection | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const left = new Set(['"extension":"postgres_changes"', '"extension":"system"'])
      connection = new Connection(url, ({ line }) => {
        if (line.dir === 'upgraded') setImmediate(() => connection?.send(FRAME))
        if (line.dir === 'upgrade-refused' || line.dir === 'server-close') {
          reject(new Error('The server refused a websocket with a key of anon.'))
        }
        if (line.dir !== 's2c' || !line.raw.includes('"system"')) return
        for (const mark of left) if (line.raw.includes(mark)) left.delete(mark)
        if (left.size === 0) resolve()
      })
      const late = (): void => reject(new Error('The server did not say that changes flow.'))
      timer = setTimeout(late, PATIENCE_MS)
    })
  } finally {
    clearTimeout(timer)
    connection?.end()
  }
}
