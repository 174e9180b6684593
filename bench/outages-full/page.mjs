// Runs in the page: apps, each with a network of its own, and when each showed what.
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { openAlone, openWithEverfresh } from '../outages/app.mjs'

/** @typedef {import('../outages/app.mjs').AppOptions & { kind: 'ours' | 'alone' }} Given */
/**
 * @typedef {object} PageApp
 * @property {(isOnline: boolean) => void} online
 * @property {(version: number, since: number) => boolean} isBack
 * @property {number} since Since when it may be back, in ms since the epoch.
 */

const LOOK_EVERY_MS = 10

/** @type {PageApp[]} */
const apps = []

const bench = {
  /** Opens one more. @param {Given} given */
  async open({ kind, ...options }) {
    if (kind === 'alone') {
      const { heardAt } = await openAlone(options)
      const isBack = (/** @type {number} */ _, /** @type {number} */ since) => heardAt() > since
      apps.push({ online: () => undefined, isBack, since: 0 })
      return
    }
    const environment = manualEnvironment()
    const app = await openWithEverfresh({ ...options, environment })
    apps.push({
      online: isOnline => environment.online.set(isOnline),
      isBack: version => app.isLive() && app.shows(version),
      since: 0,
    })
  },
  /** The machine of one app says of its network. @param {{ at: number, isOnline: boolean }} given */
  online({ at, isOnline }) {
    apps[at]?.online(isOnline)
  },
  /** From then on that app may be back; null: not yet. @param {{ at: number, since: number | null }} given */
  expect({ at, since }) {
    const app = apps[at]
    if (app !== undefined) app.since = since ?? Infinity
  },
  /**
   * When each was back, in ms since the epoch; waits for all of them, `limitMs` at most. With Everfresh: it is live and
   * shows the version. supabase-js alone: it has heard of any change since it may be back, whatever it shows.
   *
   * @param {{ version: number, limitMs: number }} wanted
   * @returns {Promise<(number | null)[]>}
   */
  whenBack({ version, limitMs }) {
    /** @type {(number | null)[]} */
    const times = apps.map(() => null)
    const until = Date.now() + limitMs
    return new Promise(resolve => {
      const look = () => {
        const now = Date.now()
        for (const [at, { isBack, since }] of apps.entries())
          if (times[at] === null && now >= since && isBack(version, since)) times[at] = now
        if (now > until || !times.includes(null)) resolve(times)
        else setTimeout(look, LOOK_EVERY_MS)
      }
      look()
    })
  },
}

/** @typedef {typeof bench} Bench */

Object.assign(globalThis, { bench })
