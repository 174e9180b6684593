import {
  EverfreshError,
  onWake,
  run,
  type Clock,
  type Environment,
  type Random,
  type Running,
} from '@everfresh/core'
import { dial, type Line, type Transport } from './dial.ts'
import { fresh, paceAfter, paceAfterWake, type Pace } from './pace.ts'
import {
  socketMachine,
  type Closing,
  type SocketEvent,
  type SocketState,
} from './socket-machine.ts'

export interface TransportPorts {
  readonly clock: Clock
  readonly random: Random
  readonly environment: Environment
  /** The WebSocket class to connect with. Default: the global one, looked up for each socket. */
  readonly webSocket?: Transport | undefined
  /** Called when a connection opens after one was given up, because nothing came through it any more. */
  readonly onReturn?: () => void
}

/** What the sockets of one client share. */
interface Shared {
  readonly ports: TransportPorts
  /** Those that are not closed. */
  readonly sockets: Set<Running<SocketState, SocketEvent>>
  pace: Pace
  /** A connection was given up, and none has opened since. */
  isGone: boolean
}

/**
 * A WebSocket class that is patient where the client is hasty, and hasty where the client is patient: it
 * waits by a backoff with full jitter before it dials, gives a handshake up that nobody answers, and ends
 * both waits at a sign that the network is back. To the client it is a WebSocket that takes its time to
 * open.
 *
 * What its instances learn of the network is shared, so each client gets a class of its own.
 */
export function createTransport(ports: TransportPorts): Transport {
  const shared: Shared = { ports, sockets: new Set(), pace: fresh, isGone: false }
  onWake(ports.environment, () => {
    shared.pace = paceAfterWake(shared.pace)
    const woken = { type: 'woken', pace: shared.pace } as const
    for (const socket of Array.from(shared.sockets)) socket.send(woken)
  })
  const transport = class extends PatientWebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(shared, address, protocols)
    }
  } as unknown as Transport
  ours.add(transport)
  return transport
}

/** Noted beside the class, so that whoever only asks for it does not load it. */
const ours = new WeakSet<Transport>()

/** Whether `transport` was made by {@link createTransport}. */
export function isPatient(transport: Transport | null | undefined): boolean {
  return transport != null && ours.has(transport)
}

const READY_STATES: Readonly<Record<SocketState['name'], number>> = {
  waiting: 0,
  handshaking: 0,
  open: 1,
  leaving: 2,
  closed: 3,
}

type Handler = ((event: unknown) => unknown) | null

/** What realtime-js uses of a WebSocket: the `on…` handlers, never `addEventListener`. */
class PatientWebSocket {
  readonly url: string
  binaryType = 'blob'
  onopen: Handler = null
  onmessage: Handler = null
  onerror: Handler = null
  onclose: Handler = null
  readonly #running: Running<SocketState, SocketEvent>
  #line: Line | undefined

  constructor(shared: Shared, address: string | URL, protocols: string | string[] | undefined) {
    const { clock, environment, random, webSocket = globalWebSocket() } = shared.ports
    this.url = String(address)
    const call = (): Line =>
      dial(
        { webSocket, address, protocols, binaryType: this.binaryType },
        {
          opened: event => running.send({ type: 'opened', event }),
          message: event => this.onmessage?.(event),
          failed: event => this.onerror?.(event),
          ended: closing => running.send({ type: 'ended', closing }),
        },
      )
    const running = run(socketMachine(shared.pace), {
      clock,
      random,
      perform: (effect, send) => {
        switch (effect.type) {
          case 'dial':
            // It would fail at once: the page is not made to try, and the wait ends with the network's return.
            if (!environment.online.current) return send({ type: 'ended', closing: offline })
            try {
              this.#line = call()
            } catch (error) {
              send({ type: 'ended', closing: refusedHere(error) })
            }
            return
          case 'hang-up':
            shared.isGone ||= effect.isDead
            return this.#line?.hangUp(effect.code, effect.reason)
          case 'tell-open':
            noteOpening(shared)
            this.onopen?.(effect.event)
            return
          case 'tell-closed':
            if (effect.ending) shared.pace = paceAfter(shared.pace, effect.ending)
            shared.sockets.delete(running)
            this.onclose?.(effect.closing)
        }
      },
    })
    shared.sockets.add(running)
    this.#running = running
  }

  get readyState(): number {
    return READY_STATES[this.#running.current.name]
  }
  get protocol(): string {
    return this.#line?.socket.protocol ?? ''
  }
  get bufferedAmount(): number {
    return this.#line?.socket.bufferedAmount ?? 0
  }
  send(data: Parameters<InstanceType<Transport>['send']>[0]): void {
    if (this.readyState !== READY_STATES.open) return
    this.#line?.socket.send(data)
  }
  close(code?: number, reason?: string): void {
    this.#running.send({ type: 'left', code, reason })
  }
}

function noteOpening(shared: Shared): void {
  if (shared.isGone) shared.ports.onReturn?.()
  shared.isGone = false
}

const offline: Closing = { type: 'close', code: 1006, reason: 'offline', wasClean: false }

/** The class threw instead of failing later: a policy of the page, or an address it cannot read. */
function refusedHere(error: unknown): Closing {
  return { type: 'close', code: 1006, reason: String(error), wasClean: false }
}

function globalWebSocket(): Transport {
  const { WebSocket } = globalThis as { readonly WebSocket?: Transport }
  if (WebSocket !== undefined) return WebSocket
  throw new EverfreshError(
    'invalid-option',
    'realtime.transport is missing, and there is no WebSocket here to do without (Node has one from version 22 on). Give a class, such as that of the package `ws`.',
  )
}
