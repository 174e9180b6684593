import { WebSocket, type RawData } from 'ws'

const PATIENCE_MS = 10_000

/** A websocket without a library on it: frames as they are on the wire. */
export interface RawClient {
  /** Every text frame so far, parsed, and every binary frame as bytes. */
  readonly frames: readonly unknown[]
  readonly closed: Promise<number>
  send(frame: unknown): void
  /** The first frame, seen or to come, that a test holds for; rejects after 10 s. */
  frame(matches: (frame: unknown) => boolean): Promise<unknown>
  /** The same of frames in the form of 2.0.0, by their topic's rest and event. */
  event(topic: string, event: string, nth?: number): Promise<readonly unknown[]>
  /** Resolves when everything sent so far has been answered, by the answer to a heartbeat. */
  settled(): Promise<void>
  close(): void
}

/** A server's address and key. */
interface Addressed {
  readonly url: string
  readonly context: { readonly tokens: { readonly anonKey: string } }
}

export async function connectRaw(
  stage: Addressed,
  options: { readonly vsn?: string; readonly apikey?: string } = {},
): Promise<RawClient> {
  const { vsn = '2.0.0', apikey = stage.context.tokens.anonKey } = options
  const address = `${stage.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${apikey}&vsn=${vsn}`
  const ws = new WebSocket(address)
  const frames: unknown[] = []
  const waiting = new Set<() => void>()
  ws.on('message', (data, isBinary) => {
    frames.push(isBinary ? data : JSON.parse(textOf(data)))
    for (const wake of waiting) wake()
  })
  const closed = new Promise<number>(resolve => ws.on('close', resolve))
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject))
  const frame = (matches: (frame: unknown) => boolean, nth = 0): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = frames.filter(matches)[nth]
        if (found === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`No such frame came; there were ${JSON.stringify(frames)}`))
      }, PATIENCE_MS)
      waiting.add(look)
      look()
    })
  let heartbeats = 0
  return {
    frames,
    closed,
    send: out =>
      ws.send(Buffer.isBuffer(out) ? out : typeof out === 'string' ? out : JSON.stringify(out)),
    frame,
    event: (topic, event, nth) =>
      frame(
        each => Array.isArray(each) && each[2] === `realtime:${topic}` && each[3] === event,
        nth,
      ) as Promise<readonly unknown[]>,
    async settled() {
      heartbeats += 1
      const ref = `settled-${heartbeats}`
      const beat = { topic: 'phoenix', event: 'heartbeat', payload: {}, ref }
      ws.send(JSON.stringify(vsn === '2.0.0' ? [null, ref, 'phoenix', 'heartbeat', {}] : beat))
      await frame(each => refOf(each) === ref)
    },
    close: () => ws.close(),
  }
}

function refOf(frame: unknown): unknown {
  return Array.isArray(frame) ? frame[1] : (frame as { readonly ref?: unknown }).ref
}

export interface JoinOptions extends Readonly<Record<string, unknown>> {
  readonly ref?: string
  readonly token?: string
}

/** A join's frame with the options given, everything else at its default. */
export function joinFrame(topic: string, options: JoinOptions = {}): readonly unknown[] {
  const { ref = '1', token, ...config } = options
  const payload = {
    config: {
      broadcast: { ack: false, self: false },
      presence: { key: '', enabled: false },
      postgres_changes: [],
      private: false,
      ...config,
    },
    ...(token === undefined ? {} : { access_token: token }),
  }
  return [ref, ref, `realtime:${topic}`, 'phx_join', payload]
}

function textOf(data: RawData): string {
  return (data as Buffer).toString('utf8')
}
