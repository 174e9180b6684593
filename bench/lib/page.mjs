import { once } from 'node:events'
import { createServer } from 'node:http'
import { build } from 'vite'

const HTML = '<!doctype html><meta charset="utf-8"><title>bench</title><div id="root"></div>'

/**
 * What a page's server answers beside the page itself.
 *
 * @typedef {object} Backend
 * @property {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean} answer
 *   Returns whether the request was for it.
 * @property {(request: import('node:http').IncomingMessage, socket: import('node:stream').Duplex, head: Buffer) => void} upgrade
 */

/**
 * Builds the page of a measurement as an app is built for production, and serves it on a port of its own until the
 * group ends. The packages must have been built.
 *
 * @param {string} entry The path of the page's first module, which renders into `#root`.
 * @param {Pick<import('./group.mjs').GroupContext, 'defer'>} context
 * @param {Backend} [backend]
 * @returns {Promise<string>} Its address.
 */
export async function servePage(entry, { defer }, backend) {
  const script = await scriptOf(entry)
  const server = createServer((request, response) => {
    if (backend?.answer(request, response) === true) return
    const { url = '/' } = request
    const isScript = url.startsWith('/page.js')
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : `${HTML}<script type="module" src="/page.js"></script>`)
  })
  if (backend !== undefined) server.on('upgrade', backend.upgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return `http://127.0.0.1:${port}/`
}

/** @param {string} entry */
async function scriptOf(entry) {
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (
    await build({
      configFile: false,
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': '"production"' },
      oxc: { jsx: { runtime: 'automatic' } },
      build: {
        write: false,
        target: 'es2023',
        modulePreload: false,
        rolldownOptions: { input: entry, output: { codeSplitting: false } },
      },
    })
  )
  const script = output.find(({ type }) => type === 'chunk')
  if (script?.type !== 'chunk') throw new Error(`${entry} was built into nothing.`)
  return script.code
}
