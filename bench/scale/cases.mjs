/** @typedef {import('./simulate.mjs').Crowd} Crowd */

/**
 * One line of a table or a plot: the same crowd, in sizes.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {string} mechanism What the clients do, in a few words.
 * @property {readonly number[]} sizes
 * @property {Omit<Crowd, 'count' | 'seed'>} crowd
 */

const oneEvent = /** @type {const} */ ({ type: 'events', count: 1, everyMs: 0 })
/** 5 a second, evenly. */
const stream = /** @type {const} */ ({ type: 'events', count: 50, everyMs: 200 })
/** Crowds are the sums of their clients: what is simulated for a few may be told in proportion. */
const SIZES = [1_000]
/** And of two larger ones, to show that it may. */
const LARGE_TOO = [...SIZES, 10_000]

/**
 * @param {string} mechanism
 * @param {Partial<Crowd>} crowd
 * @returns {Case}
 */
function event(mechanism, { tab = 'core', ...crowd }) {
  const spreadMs = crowd.windows?.spreadMs ?? 0
  const measureMs = 2_000 + spreadMs
  const rest = { tab, happening: oneEvent, measureMs, ...crowd }
  const sizes = tab === 'per event' || crowd.windows?.lead === false ? LARGE_TOO : SIZES
  return { name: 'event', mechanism, sizes, crowd: rest }
}

/**
 * @param {string} mechanism
 * @param {Partial<Crowd>} crowd
 * @returns {Case}
 */
function events(mechanism, { tab = 'core', ...crowd }) {
  const rest = { tab, happening: stream, measureMs: 10_000, ...crowd }
  return { name: 'stream', mechanism, sizes: SIZES, crowd: rest }
}

/**
 * @param {string} mechanism
 * @param {Partial<Crowd> & Pick<Crowd, 'tab'>} crowd
 * @param {number} [downMs]
 * @returns {Case}
 */
function restart(mechanism, crowd, downMs = 0) {
  const happening = /** @type {const} */ ({ type: 'restart', downMs })
  const measureMs = 20_000 + downMs
  const name = downMs === 0 ? 'restart' : `restart, away ${downMs / 1_000} s`
  return { name, mechanism, sizes: SIZES, crowd: { happening, measureMs, ...crowd } }
}

/**
 * @param {string} name
 * @param {string} mechanism
 * @param {Pick<Crowd, 'happening' | 'measureMs'> & Partial<Crowd>} crowd
 * @returns {Case}
 */
function quiet(name, mechanism, crowd) {
  return { name, mechanism, sizes: SIZES, crowd: { tab: 'core', ...crowd } }
}

const away = /** @type {const} */ ({ type: 'realtime away' })

/** @type {readonly Case[]} */
export const cases = [
  event('each event refetches', { tab: 'per event' }),
  event('window of 500 ms', { windows: { lead: false } }),
  event('default', {}),
  event('spreadMs 2,000', { windows: { spreadMs: 2_000 } }),
  event('spreadMs 10,000', { windows: { spreadMs: 10_000 } }),
  events('each event refetches', { tab: 'per event' }),
  events('default', {}),
  events('spreadMs 2,000', { windows: { spreadMs: 2_000 } }),
  events('minIntervalMs 5,000, spreadMs 2,000', {
    windows: { minIntervalMs: 5_000, spreadMs: 2_000 },
  }),
  restart('supabase-js alone', { tab: 'supabase' }),
  restart('default', { tab: 'everfresh' }),
  restart('spreadMs 10,000', { tab: 'everfresh', windows: { spreadMs: 10_000 } }),
  restart('supabase-js alone', { tab: 'supabase' }, 5_000),
  restart('default', { tab: 'everfresh' }, 5_000),
  quiet('realtime away', 'default', { happening: away, measureMs: 30_000 }),
  quiet('realtime away', 'visibleMs 15,000, jitterMs 3,000, spreadMs 10,000', {
    happening: away,
    measureMs: 30_000,
    polling: { visibleMs: 15_000, jitterMs: 3_000 },
    windows: { spreadMs: 10_000 },
  }),
  quiet('idle', 'default', { happening: { type: 'nothing' }, measureMs: 600_000 }),
]
