import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openChromium } from '../lib/chromium.mjs'
import { openLink } from '../lib/link.mjs'
import { servePage } from '../lib/page.mjs'

/** @typedef {import('./page.mjs').Bench} Bench */
/** @typedef {Awaited<ReturnType<typeof openCrowd>>} Crowd */

/**
 * One client and its network.
 *
 * @typedef {object} Member
 * @property {'ours' | 'alone'} kind
 * @property {import('../lib/link.mjs').Link} link
 * @property {(isOnline: boolean) => Promise<unknown>} online Its machine says of its network.
 * @property {(since: number | null) => Promise<unknown>} expect From then on it may be back; null: not yet.
 */

const PAGE = fileURLToPath(new URL('./page.mjs', import.meta.url))
/** The client's own heartbeat: the clients' are spread evenly over it. */
const HEARTBEAT_MS = 25_000
/**
 * Clients of each kind in a page. Chromium lets a page wait for up to 5 s before it dials, by how many of its handshakes
 * are pending and have failed: few enough that this is as in a page with one client.
 */
const PER_PAGE = 2

/**
 * Clients in pages of Chromium, of each kind `clients`, each with a network of its own at a loopback address of its own.
 *
 * @param {import('./measure.mjs').Backend} backend
 * @param {number} clients
 * @param {import('../lib/group.mjs').GroupContext} context
 */
export async function openCrowd({ url, anonKey: key, session }, clients, context) {
  const browser = await openChromium(context)
  const address = await servePage(PAGE, context)
  /** @type {Member[]} */
  const members = []
  /** @type {import('playwright-core').Page[]} */
  const pages = []
  const callIn = (
    /** @type {import('playwright-core').Page} */ page,
    /** @type {keyof Bench} */ name,
    /** @type {unknown} */ given,
  ) => page.evaluate(`bench.${name}(${JSON.stringify(given)})`)

  for (let at = 0; at < clients; at += 1) {
    const next = pause(HEARTBEAT_MS / clients)
    if (at % PER_PAGE === 0) {
      const page = await browser.newPage()
      await page.goto(address)
      pages.push(page)
    }
    const page = pages.at(-1)
    if (page === undefined) throw new Error('There is a page for each.')
    for (const [part, kind] of /** @type {const} */ (['ours', 'alone']).entries()) {
      const link = await openLink(url, `127.0.${part + 1}.${at + 1}`)
      context.defer(link.close)
      await callIn(page, 'open', { kind, url: link.url, key, session })
      const inPage = members.length % (2 * PER_PAGE)
      members.push({
        kind,
        link,
        online: isOnline => callIn(page, 'online', { at: inPage, isOnline }),
        expect: since => callIn(page, 'expect', { at: inPage, since }),
      })
    }
    await next
  }
  return {
    members,
    /** As in the page, for each member. @param {Parameters<Bench['whenBack']>[0]} wanted */
    whenBack: async wanted => {
      const times = await Promise.all(pages.map(page => callIn(page, 'whenBack', wanted)))
      return /** @type {(number | null)[]} */ (times.flat())
    },
  }
}
