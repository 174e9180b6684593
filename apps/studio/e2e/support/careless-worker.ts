import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Gives what REST once answered again, whatever has changed meanwhile. */
const worker = `
  addEventListener('fetch', event => {
    if (event.request.method === 'GET' && event.request.url.includes('/rest/v1/'))
      event.respondWith(answerOnce(event.request))
  })
  async function answerOnce(request) {
    const kept = await caches.open('answers')
    const known = await kept.match(request)
    if (known !== undefined) return known
    const answer = await fetch(request)
    await kept.put(request, answer.clone())
    return answer
  }
`

export interface CarelessPage {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves the Studio's page at `address` with a service worker that keeps answers in the place of its own. */
export async function serveCareless(address: string): Promise<CarelessPage> {
  const server = createServer(async (request, response) => {
    if (request.url === '/service-worker.js') {
      response.setHeader('content-type', 'text/javascript').end(worker)
      return
    }
    const answer = await fetch(new URL(request.url ?? '/', address))
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
    })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => void server.close(resolve))
    },
  }
}
