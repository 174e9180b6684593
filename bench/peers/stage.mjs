import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startLocal } from '@everfresh/local'
import { openPage } from './page.mjs'
import { now } from './page/now.mjs'
import { schema } from './schema.mjs'

/** @typedef {import('./page.mjs').Page} Page */
/** @typedef {import('./page/screen.mjs').Row} Row */

const FIRST_ROWS = 100
/** How long a page may take to be live. */
const LIVE_WITHIN_MS = 20_000
const PROBE_EVERY_MS = 300

/**
 * The local backend, and what is done to it.
 *
 * @typedef {object} Stage
 * @property {Faults} faults
 * @property {import('@everfresh/local').LocalBackend} backend
 * @property {(library: string) => Promise<Page>} open
 * @property {(page: Page, options?: { mount: boolean }) => Promise<List>} makeList
 * @property {(ms: number) => void} sleep The clock goes on, as if the machine slept. Pages are told by `setAhead`.
 * @property {() => number} aheadMs
 * @property {() => Promise<void>} stop
 */

/**
 * What scenarios do to the backend: a part of its `FaultControl`.
 *
 * @typedef {object} Faults
 * @property {(change: { realtime: 'on' | 'off' }) => void} set
 * @property {(fault: { type: 'http-slow' | 'frame-delay', ms: number }, scope?: { path: string }) => { remove: () => void }} add
 * @property {() => unknown} expireTokens
 */

/**
 * A list of 100 rows of a page's person.
 *
 * @typedef {object} List
 * @property {number} id
 * @property {readonly Row[]} first The rows that were there before.
 * @property {() => Promise<Commit>} commit Adds a row, as somebody else would.
 * @property {(row: Row) => Promise<void>} change Renames a row, as somebody else would.
 * @property {(id: string) => Promise<string>} titleOf What the database has.
 */

/** @typedef {{ row: Row, sentAt: number }} Commit */

let lists = 0

/**
 * @param {{ dataFolder: string, folder: string, subscribeDelayMs: number }} options
 * @returns {Promise<Stage>}
 */
export async function openStage({ dataFolder, folder, subscribeDelayMs }) {
  const migrationsDir = join(dataFolder, 'migrations')
  await mkdir(migrationsDir, { recursive: true })
  await writeFile(join(migrationsDir, '1_tasks.sql'), schema)
  let aheadMs = 0
  const backend = await startLocal({
    port: 0,
    dataDir: join(dataFolder, 'data'),
    migrationsDir,
    faults: true,
    now: () => Date.now() + aheadMs,
    realtime: { subscribeDelayMs },
    warn: () => {},
  })
  return {
    faults: backend.faults,
    backend,
    open: library =>
      openPage(library, { folder, url: backend.url, key: backend.publishableKey, aheadMs }),
    makeList: (page, options) => makeList(backend, page, options),
    sleep: ms => void (aheadMs += ms),
    aheadMs: () => aheadMs,
    stop: () => backend.stop(),
  }
}

/**
 * @param {import('@everfresh/local').LocalBackend} backend
 * @param {Page} page
 * @param {{ mount: boolean }} [options]
 * @returns {Promise<List>}
 */
async function makeList(backend, page, { mount } = { mount: true }) {
  lists += 1
  const id = lists
  let count = FIRST_ROWS
  const rowOf = (/** @type {number} */ n) => ({ id: `${id}-${n}`, title: `Task ${n}` })
  await backend.sql(
    `insert into public.tasks (id, list_id, owner, title, rank)
       select $1 || '-' || n, $1::int, $2, 'Task ' || n, n from generate_series(1, $3::int) n`,
    [String(id), page.userId, count],
  )
  const first = Array.from({ length: FIRST_ROWS }, (_, at) => rowOf(at + 1))
  if (mount) {
    await page.mount(id)
    const at = await page.whenShown(first, LIVE_WITHIN_MS)
    if (at === null) throw new Error('A page never showed its rows.')
  }
  return {
    id,
    first,
    async commit() {
      count += 1
      const row = rowOf(count)
      const sentAt = now()
      await backend.sql(
        'insert into public.tasks (id, list_id, owner, title, rank) values ($1, $2, $3, $4, $5)',
        [row.id, id, page.userId, row.title, count],
      )
      return { row, sentAt }
    },
    async change(row) {
      await backend.sql('update public.tasks set title = $2 where id = $1', [row.id, row.title])
    },
    async titleOf(row) {
      const { rows } = await backend.sql('select title from public.tasks where id = $1', [row])
      return rows[0]?.['title'] ?? ''
    },
  }
}

/**
 * Shows a list that is live: resolves when the page shows what is committed.
 *
 * @param {Stage} stage
 * @param {Page} page
 */
export async function liveList(stage, page) {
  const list = await stage.makeList(page)
  await whenLive(page, list)
  return list
}

/**
 * Rows are added until one comes through.
 *
 * @param {Page} page
 * @param {List} list
 */
async function whenLive(page, list) {
  const until = now() + LIVE_WITHIN_MS
  while (now() < until) {
    const { row } = await list.commit()
    if ((await page.whenShown([row], PROBE_EVERY_MS)) !== null) {
      // What still goes on because of it must not be measured.
      await pause(1_500)
      return
    }
  }
  throw new Error('A page never became live.')
}
