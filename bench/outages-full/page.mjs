// Runs in the page: apps, each with a network of its own, and when each showed what.
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { openAlone, openWithEverfresh } from '../outages/app.mjs'

/** @typedef {import('../outages/app.mjs').AppOptions & { kind: 'ours' | 'alone' }} Given */
/**
 * @typedef {object} PageApp
 * @property {(isOnline: boolean) => void} online
 * @property {(version: number, since: number) => boolean} isBack
 */

const LOOK_EVERY_MS = 10

/** @type {PageApp[]} */
const apps = []

const bench = {
  /** Opens one more. @param {Given} given */
  async open({ kind, ...options }) {
    if (kind === 'alone') {
      const { heardAt } = await openAlone(options)
      apps.push({ online: () => undefined, isBack: (_, since) => heardAt() > since })
      return
    }
    const environment = manualEnvironment()
    const app = await openWithEverfresh({ ...options, environment })
    apps.push({
      online: isOnline => environment.online.set(isOnline),
      isBack: version => app.isLive() && app.shows(version),
    })
  },
  /** The machine says of its network. @param {boolean} isOnline */
  online(isOnline) {
    for (const app of apps) app.online(isOnline)
  },
  /**
   * When each was back, in ms since the epoch; waits for all of them, `limitMs` at most. With Everfresh: it is live and
   * shows the version. supabase-js alone: it has heard of any change since then, whatever it shows.
   *
   * @param {{ version: number, since: number, limitMs: number }} wanted
   * @returns {Promise<(number | null)[]>}
   */
  whenBack({ version, since, limitMs }) {
    /** @type {(number | null)[]} */
    const times = apps.map(() => null)
    const until = Date.now() + limitMs
    return new Promise(resolve => {
      const look = () => {
        for (const [at, app] of apps.entries())
          if (times[at] === null && app.isBack(version, since)) times[at] = Date.now()
        if (Date.now() > until || !times.includes(null)) resolve(times)
        else setTimeout(look, LOOK_EVERY_MS)
      }
      look()
    })
  },
}

/** @typedef {typeof bench} Bench */

Object.assign(globalThis, { bench })
