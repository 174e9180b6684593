import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openChromium } from '../lib/chromium.mjs'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { servePage } from '../lib/page.mjs'
import { median } from '../lib/statistics.mjs'
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ page: Page, list: string, userId: string }} Tab */

const PAGE = fileURLToPath(new URL('./page.tsx', import.meta.url))
/** Longer than two windows: every commit is an isolated one. */
const APART_MS = 1_300

/**
 * Pages with a way each of hearing of changes are told by turns of a row that changes; each is measured from sending
 * COMMIT until React has put the row into the page, by the clock of the machine.
 *
 * @template {string} Router
 * @param {import('../lib/group.mjs').GroupContext} context
 * @param {{ schema: string, routers: readonly Router[], args?: readonly string[] }} setting The backend's migration, how
 *   the pages hear, and more options of the backend.
 * @returns {Promise<readonly Readonly<Record<Router, number>>[]>} The median of each round, in ms.
 */
export async function measureVisible(context, { schema, routers, args }) {
  const { say, rounds, quick, defer } = context
  say('starts the backend, builds the page')
  const project = await makeProject(schema)
  defer(project.remove)
  const backend = await startBackend(project.folder, args)
  defer(backend.stop)
  const address = await servePage(PAGE, context)
  const writer = new pg.Client({ connectionString: backend.databaseUrl })
  await writer.connect()
  defer(() => writer.end())
  const browser = await openChromium(context)
  const open = async (/** @type {string} */ router) => {
    const page = await browser.newPage()
    const query = new URLSearchParams({
      router,
      list: router,
      url: backend.url,
      key: backend.anonKey,
    })
    await page.goto(`${address}?${query}`)
    return ready(page, router, writer)
  }
  /** @type {{ router: Router, tab: Tab }[]} */
  const tabs = []
  for (const router of routers) tabs.push({ router, tab: await open(router) })

  const each = quick ? 5 : 10
  let version = 0
  const round = async () => {
    /** @type {number[][]} */
    const samples = tabs.map(() => [])
    for (let sample = 0; sample < each; sample += 1) {
      version += 1
      for (const [nth, { tab }] of tabs.entries()) {
        samples[nth]?.push(await commitUntilShown(tab, version, writer))
        await pause(APART_MS / tabs.length)
      }
    }
    const medians = tabs.map(({ router }, nth) => [router, median(samples[nth] ?? [])])
    return /** @type {Record<Router, number>} */ (Object.fromEntries(medians))
  }
  say('warms up')
  await round()
  const measured = []
  while (measured.length < rounds) {
    say(`round ${measured.length + 1} of ${rounds}`)
    measured.push(await round())
  }
  return measured
}

/**
 * Gives the page's person a row, and waits until changes of it flow.
 *
 * @param {Page} page
 * @param {string} list
 * @param {pg.Client} writer
 * @returns {Promise<Tab>}
 */
async function ready(page, list, writer) {
  await page.waitForFunction(() => window.bench.isLive)
  const userId = await page.evaluate(() => window.bench.userId)
  await writer.query('insert into public.rows (id, list, owner) values (1, $1, $2)', [list, userId])
  await page.waitForFunction(() => window.bench.shown.at(-1)?.version === 0)
  return { page, list, userId }
}

/**
 * @param {Tab} tab
 * @param {number} version
 * @param {pg.Client} writer
 */
async function commitUntilShown({ page, list, userId }, version, writer) {
  await writer.query('begin')
  await writer.query('update public.rows set version = $1 where list = $2 and owner = $3', [
    version,
    list,
    userId,
  ])
  const sentAt = Date.now()
  await writer.query('commit')
  const shown = await page.waitForFunction(
    wanted => window.bench.shown.find(one => one.version === wanted)?.at,
    version,
    { polling: 50 },
  )
  return Number(await shown.jsonValue()) - sentAt
}
