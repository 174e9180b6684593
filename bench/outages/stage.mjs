import { setTimeout as pause } from 'node:timers/promises'
import { environmentManager } from '@tanstack/query-core'
import { WebSocket } from 'ws'
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { openLink } from '../lib/link.mjs'
import { openAlone, openWithEverfresh } from './app.mjs'
import { openBackend } from './backend.mjs'

/** @typedef {import('./app.mjs').App} App */
/** @typedef {import('../lib/link.mjs').Link} Link */
/** @typedef {{ app: App, link: Link }} Client */
/** @typedef {Client & { wake: () => void, asked: () => number }} OurClient How often it asked over HTTP. */
/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

const LOST_AFTER_MS = 120_000
const LOOK_EVERY_MS = 5

/**
 * The moment at which `what` is so, by `performance.now()`; undefined when it is not within `limitMs`.
 *
 * @param {() => boolean} what
 * @param {number} limitMs
 */
export async function whenSo(what, limitMs) {
  const until = performance.now() + limitMs
  while (performance.now() < until) {
    if (what()) return performance.now()
    await pause(LOOK_EVERY_MS)
  }
  return undefined
}

/** @param {string} expected @param {() => boolean} what @param {number} [limitMs] */
export async function mustBe(expected, what, limitMs = LOST_AFTER_MS) {
  const at = await whenSo(what, limitMs)
  if (at === undefined) throw new Error(`Within ${limitMs / 1_000} s it was not so: ${expected}.`)
  return at
}

/**
 * A backend in a process of its own, and clients, each with a network of its own.
 *
 * @param {(undo: () => unknown) => void} defer
 * @param {string} [migration] More than the lists.
 */
export async function openStage(defer, migration) {
  // As in a page: on what TanStack takes for a server it retries nothing.
  environmentManager.setIsServer(() => false)
  const backend = await openBackend(defer, migration)
  /** @returns {Promise<Link>} */
  const connectLink = async () => {
    const link = await openLink(backend.url)
    defer(link.close)
    return link
  }
  const base = (/** @type {Link} */ { url }) => ({
    url,
    key: backend.anonKey,
    session: backend.session,
    webSocket: WebSocket,
  })

  return {
    write: backend.write,
    writeAll: backend.writeAll,
    /**
     * @param {number} [lists]
     * @param {import('./app.mjs').Path} [path]
     * @returns {Promise<OurClient>}
     */
    ours: async (lists = 1, path = 'postgres_changes') => {
      const link = await connectLink()
      const environment = manualEnvironment()
      let asked = 0
      /** @type {typeof fetch} */
      const counted = (...given) => {
        asked += 1
        return fetch(...given)
      }
      const app = await openWithEverfresh({
        ...base(link),
        lists,
        environment,
        path,
        fetch: counted,
      })
      defer(app.close)
      const wake = () => {
        environment.visible.set(false)
        environment.visible.set(true)
      }
      return { app, link, wake, asked: () => asked }
    },
    /** @param {number} [lists] @returns {Promise<Client>} */
    alone: async (lists = 1) => {
      const link = await connectLink()
      const app = await openAlone({ ...base(link), lists })
      defer(app.close)
      return { app, link }
    },
  }
}

/**
 * Makes sure that each is live and is really told of a change.
 *
 * @param {Stage} stage
 * @param {readonly Client[]} clients
 */
export async function allHear({ writeAll }, clients) {
  await mustBe('all clients are live', () => clients.every(({ app }) => app.isLive()))
  // What a channel calls joined may not hear yet: written until all have heard.
  const until = performance.now() + LOST_AFTER_MS
  while (performance.now() < until) {
    const version = await writeAll()
    const at = await whenSo(() => clients.every(({ app }) => app.shows(version)), 2_000)
    if (at !== undefined) return
  }
  throw new Error('Not every client was told of a change, before anything was broken.')
}
