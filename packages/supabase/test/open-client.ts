import { manualClock, manualEnvironment } from '@everfresh/core/testing'
import { createTransport } from '../src/transport.ts'
import { scriptedWebSockets } from './scripted-web-socket.ts'

export const ALMOST_ONE = 0.999_999
/** The client's own, as the options set it. */
export const RECONNECT_AFTER_MS = 50

/** A client that connects again after each close, as realtime-js does. */
export function openClient(draw = ALMOST_ONE, onReturn = (): void => undefined) {
  const clock = manualClock()
  const environment = manualEnvironment()
  const { webSocket, dialled } = scriptedWebSockets(clock)
  const Transport = createTransport({
    clock,
    random: () => draw,
    environment,
    webSocket,
    onReturn,
  })
  const told: string[] = []
  const say = (what: string): void => void told.push(`${clock.now()} ${what}`)
  const connect = (): InstanceType<typeof Transport> => {
    const socket = new Transport('wss://example/socket')
    socket.onopen = () => say('open')
    socket.onmessage = ({ data }: MessageEvent) => say(String(data))
    socket.onclose = ({ code }: CloseEvent) => {
      say(`closed ${code}`)
      clock.after(RECONNECT_AFTER_MS, () => (client.socket = connect()))
    }
    return socket
  }
  const last = () => {
    const line = dialled.at(-1)
    if (line === undefined) throw new Error('Nothing was dialled.')
    return line
  }
  const client = {
    clock,
    environment,
    dialled,
    told,
    socket: connect(),
    /** The connection that was dialled last. */
    last,
    /** Lets time pass until the next connection is dialled; for how long that was, to the millisecond. */
    untilDialled: (): number => {
      const [from, before] = [clock.now(), dialled.length]
      while (dialled.length === before) clock.advance(1)
      return Math.round(last().at - from)
    },
    /** Opens the connection, and holds it for `ms`. */
    hold: (ms: number): void => {
      last().open()
      clock.advance(ms)
    },
  }
  client.untilDialled()
  return client
}
