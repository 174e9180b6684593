import type { RealtimeClientOptions } from '@supabase/supabase-js'
import type { Closing } from './socket-machine.ts'

/** A WebSocket class, as the client's option `realtime.transport` takes it. */
export type Transport = NonNullable<RealtimeClientOptions['transport']>

export interface Call {
  readonly webSocket: Transport
  readonly address: string | URL
  readonly protocols: string | string[] | undefined
  readonly binaryType: string
}

export interface Ear {
  readonly opened: (event: unknown) => void
  readonly message: (event: unknown) => void
  readonly failed: (event: unknown) => void
  readonly ended: (closing: Closing) => void
}

/** A real WebSocket, and how to be rid of it. */
export interface Line {
  readonly socket: InstanceType<Transport>
  /** Closes it; nothing is heard of it any more. */
  readonly hangUp: (code?: number, reason?: string) => void
}

/** Opens a real WebSocket. */
export function dial({ webSocket, address, protocols, binaryType }: Call, ear: Ear): Line {
  // Without protocols as the clients do it: some classes take undefined for a name.
  const socket =
    protocols === undefined ? new webSocket(address) : new webSocket(address, protocols)
  socket.binaryType = binaryType as BinaryType
  socket.onopen = ear.opened
  socket.onmessage = ear.message
  socket.onerror = ear.failed
  socket.onclose = ear.ended
  return {
    socket,
    hangUp: (code, reason) => {
      // Not null: for some classes an error without a listener is an uncaught one.
      const deaf = (): void => undefined
      Object.assign(socket, { onopen: deaf, onmessage: deaf, onerror: deaf, onclose: deaf })
      if (code === undefined) socket.close()
      else socket.close(code, reason)
    },
  }
}
