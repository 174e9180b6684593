import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** A door in front of a backend that can be shut: no answer, no open connection, nobody listening. */
export interface Door {
  readonly url: string
  shut(): Promise<void>
  open(): Promise<void>
}

export async function openDoor(backendUrl: string): Promise<Door> {
  const target = Number(new URL(backendUrl).port)
  const sockets = new Set<Socket>()
  const server = createServer(outer => {
    const inner = connect(target, '127.0.0.1')
    for (const socket of [outer, inner]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket)).on('error', () => undefined)
    }
    outer.pipe(inner).pipe(outer)
  })
  const listen = (port: number): Promise<void> =>
    new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => listen(port),
    shut: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
