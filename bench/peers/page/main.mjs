// A page in a process of its own: it shows a list with one of the libraries, and does what it is told.
import { pathToFileURL } from 'node:url'
import { becomePage, jumpingClock } from './browser.mjs'
import { createNetwork } from './network.mjs'
import { createScreen } from './screen.mjs'

/** @typedef {import('../library.mjs').App} App */

const [library = '', folder = ''] = process.argv.slice(2)
const clock = jumpingClock()
const page = becomePage()
const network = createNetwork()
const screen = createScreen()
// Resolved from the folder in which all of them are installed.
const { load } = await import(pathToFileURL(`${folder}/load.mjs`).href)
const React = await load('react')
const { createRoot } = await load('react-dom/client')
const { open } = await import(`../libraries/${library}.mjs`)

let renders = 0

/** @param {{ rows: readonly import('./screen.mjs').Row[] | undefined }} props */
function List({ rows }) {
  React.useLayoutEffect(() => {
    if (rows === undefined) return
    renders += 1
    screen.show(rows)
  }, [rows])
  return React.createElement(
    'ul',
    null,
    rows?.map(({ id, title }) => React.createElement('li', { key: id }, title)),
  )
}

/** @type {App | undefined} */
let app
let unmount = () => {}

const opened = () => {
  if (app === undefined) throw new Error('The page was not opened.')
  return app
}

/**
 * What page.mjs sends: with each order those that the order takes.
 *
 * @typedef {object} Sent
 * @property {string} url
 * @property {string} key
 * @property {string} cacheUrl
 * @property {number} aheadMs
 * @property {number} listId
 * @property {string} id
 * @property {string} title
 * @property {readonly import('./screen.mjs').Row[]} rows
 * @property {number} withinMs
 * @property {number} ms
 * @property {boolean} hidden
 */

/** @type {Readonly<Record<string, (sent: Sent) => unknown>>} */
const orders = {
  async open({ url, key, cacheUrl, aheadMs }) {
    clock.setAhead(aheadMs)
    app = await open({ load, React, List, url, key, cacheUrl, network })
    return opened().userId
  },
  async mount({ listId }) {
    unmount()
    screen.clear()
    const root = createRoot(document.body.appendChild(document.createElement('main')))
    const { element, close } = await opened().list(listId)
    unmount = () => {
      root.unmount()
      close?.()
    }
    root.render(element)
  },
  rename: ({ id, title }) => opened().rename(id, title),
  whenShown: ({ rows, withinMs }) => screen.whenShown(rows, withinMs),
  missing: ({ rows }) => screen.missing(rows),
  since: ({ rows }) => screen.since(rows),
  titles: ({ id }) => screen.titles(id),
  answered: () => network.answered(),
  slowDown: ({ ms }) => network.slowDown(ms),
  setHidden: ({ hidden }) => page.setHidden(hidden),
  setAhead: ({ ms }) => clock.setAhead(ms),
  traffic: () => ({ ...network.traffic(), renders }),
  clear() {
    network.clear()
    renders = 0
  },
}

process.on(
  'message',
  (/** @type {{ id: number, order: string, args: Sent }} */ { id, order, args }) => {
    const work = async () => orders[order]?.(args)
    work().then(
      value => process.send?.({ id, value: value ?? null }),
      error => process.send?.({ id, failed: error instanceof Error ? error.stack : String(error) }),
    )
  },
)
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })
