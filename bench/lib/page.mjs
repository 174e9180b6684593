import { once } from 'node:events'
import { createServer } from 'node:http'
import { build } from 'vite'

const HTML = '<!doctype html><meta charset="utf-8"><title>bench</title><div id="root"></div>'

/**
 * Builds the page of a measurement as an app is built for production, and serves it on a port of its own until the
 * group ends. The packages must have been built.
 *
 * @param {string} entry The path of the page's first module, which renders into `#root`.
 * @param {import('./group.mjs').GroupContext} context
 * @returns {Promise<string>} Its address.
 */
export async function servePage(entry, { defer }) {
  const script = await scriptOf(entry)
  const server = createServer(({ url = '/' }, response) => {
    const isScript = url.startsWith('/page.js')
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : `${HTML}<script type="module" src="/page.js"></script>`)
  })
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
