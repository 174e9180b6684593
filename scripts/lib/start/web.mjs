import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { createServer as createVite } from 'vite'
import { Failure, errorCode } from '../failure.mjs'

const host = '127.0.0.1'
const portsTried = 50

/**
 * Serves the Studio's page with Vite in its development mode, on `port` or the next free one; 0
 * takes any free one. Resolves when the page has answered once.
 * @param {{ root: string, port: number }} options
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function startWeb({ root, port }) {
  const http = createHttpServer()
  // Middleware mode: with a server of its own Vite would also end this process at SIGTERM, before
  // the database has been stopped.
  const vite = await createVite({
    root: join(root, 'apps/studio'),
    appType: 'spa',
    clearScreen: false,
    logLevel: 'warn',
    server: { middlewareMode: true, ws: { server: http } },
  })
  const close = async () => {
    http.close()
    http.closeAllConnections()
    await vite.close()
  }
  try {
    http.on('request', vite.middlewares)
    const taken = await listen(http, port)
    const url = `http://${host}:${taken}`
    await expectPage(url)
    return { url, port: taken, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * @param {import('node:http').Server} server
 * @param {number} wanted
 * @returns {Promise<number>}
 */
async function listen(server, wanted) {
  const last = wanted === 0 ? 0 : Math.min(wanted + portsTried - 1, 65_535)
  for (let port = wanted; port <= last; port += 1) {
    const taken = await listenOn(server, port)
    if (taken !== undefined) return taken
  }
  throw new Failure(
    `The ports ${wanted} to ${last} are all taken or not allowed, so the page has none. Choose another with --web-port N.`,
  )
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number | undefined>} Undefined when the port cannot be had.
 */
function listenOn(server, port) {
  return new Promise((resolve, reject) => {
    const refused = (/** @type {Error} */ error) => {
      const busy = ['EADDRINUSE', 'EACCES'].includes(errorCode(error) ?? '')
      if (busy) resolve(undefined)
      else reject(error)
    }
    server.once('error', refused)
    server.listen(port, host, () => {
      server.off('error', refused)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** @param {string} url */
async function expectPage(url) {
  const response = await fetch(url, { headers: { accept: 'text/html' } })
  if (response.ok) return
  throw new Failure(
    `The page answers with ${response.status} instead of itself. What Vite said stands above; put that right and run the command again.`,
  )
}
