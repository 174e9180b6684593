import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { systemClock } from '@everfresh/core'

/** A network between a client and a server: real TCP with a delay, which can fall silent. */
export interface SlowLink {
  /** Takes the server's place. */
  readonly url: string
  /** From now on nothing passes through the WebSockets that are open, and nobody is told. */
  readonly silence: () => void
  readonly close: () => void
}

/** Puts half of `roundTripMs` on everything, each way. */
export async function slowLink(serverUrl: string, roundTripMs: number): Promise<SlowLink> {
  const target = new URL(serverUrl)
  const ends = new Set<Socket>()
  const webSockets = new Set<Socket>()
  const silent = new Set<Socket>()

  const server = createServer(near => {
    const far = connect(Number(target.port), target.hostname)
    const carry = (from: Socket, to: Socket): void => {
      ends.add(from)
      const later = (deliver: () => void): void =>
        void systemClock.after(roundTripMs / 2, () => {
          if (!silent.has(near) && !to.destroyed) deliver()
        })
      from.on('data', data => later(() => to.write(data)))
      from.on('end', () => later(() => to.end()))
      from.on('error', () => later(() => to.destroy()))
      from.on('close', () => {
        ends.delete(from)
        later(() => to.destroy())
      })
    }
    near.once('data', data => {
      if (data.toString('latin1').startsWith('GET /realtime/')) webSockets.add(near)
    })
    carry(near, far)
    carry(far, near)
  })
  await new Promise<void>(resolve => server.listen(0, target.hostname, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${target.hostname}:${port}`,
    silence: () => {
      for (const socket of webSockets) silent.add(socket)
    },
    close: () => {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}
