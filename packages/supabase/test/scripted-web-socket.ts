import type { Clock } from '@everfresh/core'
import type { Transport } from '../src/dial.ts'

/** One socket that was dialled: the far end of the line, played by the test. */
interface Dialled {
  readonly at: number
  readonly address: string
  readonly protocols: unknown
  readonly sent: unknown[]
  /** What it was closed with, if it was. */
  readonly closedWith: unknown[] | undefined
  readonly binaryType: string
  readonly open: () => void
  readonly say: (data: unknown) => void
  /** The connection fails or ends. */
  readonly end: (code: number) => void
}

export interface ScriptedWebSockets {
  readonly webSocket: Transport
  /** In order of dialling. */
  readonly dialled: readonly Dialled[]
}

/** A WebSocket class without a network. */
export function scriptedWebSockets(clock: Clock): ScriptedWebSockets {
  const dialled: Dialled[] = []
  class ScriptedWebSocket {
    binaryType = 'blob'
    bufferedAmount = 7
    protocol = 'phoenix'
    onopen: (event: unknown) => void = () => undefined
    onmessage: (event: unknown) => void = () => undefined
    onerror: (event: unknown) => void = () => undefined
    onclose: (event: unknown) => void = () => undefined
    readonly sent: unknown[] = []
    closedWith: unknown[] | undefined
    readonly at: number = clock.now()
    readonly address: string
    readonly protocols: unknown
    constructor(address: string, ...protocols: unknown[]) {
      this.address = address
      this.protocols = protocols
      dialled.push(this)
    }
    send(data: unknown): void {
      this.sent.push(data)
    }
    close(...how: unknown[]): void {
      this.closedWith = how
    }
    open(): void {
      this.onopen({ type: 'open' })
    }
    say(data: unknown): void {
      this.onmessage({ type: 'message', data })
    }
    end(code: number): void {
      this.onerror({ type: 'error' })
      this.onclose({ type: 'close', code, reason: 'of the server', wasClean: code !== 1006 })
    }
  }
  return { webSocket: ScriptedWebSocket as unknown as Transport, dialled }
}
