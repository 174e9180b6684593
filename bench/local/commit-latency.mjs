import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { WebSocket } from 'ws'
import { percentile } from '../lib/statistics.mjs'
import { tokenOf } from './clients.mjs'
import { firstShotOf, inTime } from './shots.mjs'

const PACE_MS = 5

/**
 * @typedef {object} LatencyLoad
 * @property {string} url
 * @property {string} databaseUrl
 * @property {string} anonKey
 * @property {number} clients Each of a user of its own, who sees one of the rows that change.
 * @property {number} writes
 */

/**
 * The median time from sending COMMIT, over a connection of its own, until supabase-js calls the one client that may see
 * the row; and the same for a NOTIFY, by turns. In ms.
 *
 * @param {LatencyLoad} load
 */
export async function commitLatency({ databaseUrl, writes, ...load }) {
  const writer = new pg.Client({ connectionString: databaseUrl })
  const listener = new pg.Client({ connectionString: databaseUrl })
  await Promise.all([writer.connect(), listener.connect()])
  /** @type {Map<string, (at: number) => void>} */
  const awaited = new Map()
  const hear = (/** @type {string} */ what) => awaited.get(what)?.(performance.now())
  const leave = await followAll(load, position => hear(`change ${position}`))
  listener.on('notification', ({ payload }) => hear(`notice ${payload}`))
  await listener.query('listen bench')

  /** @type {(statements: readonly string[], what: string) => Promise<number>} */
  const commit = async (statements, what) => {
    const heard = new Promise(resolve => awaited.set(what, resolve))
    await writer.query('begin')
    for (const statement of statements) await writer.query(statement)
    const sent = performance.now()
    await writer.query('commit')
    const at = Number(await inTime(heard))
    awaited.delete(what)
    await pause(PACE_MS)
    return at - sent
  }
  /** @type {{ ours: number[], baseline: number[] }} */
  const samples = { ours: [], baseline: [] }
  const warmUps = Math.ceil(writes / 2)
  for (let position = 1; position <= writes + warmUps; position += 1) {
    const id = firstShotOf((position % load.clients) + 1)
    const update = `update public.shots set position = ${position} where id = ${id}`
    // A row that no subscriber follows costs PostgreSQL the same.
    const unheard = `update public.unheard set position = ${position} where id = 1`
    const change = await commit([update], `change ${position}`)
    const notice = await commit([unheard, `notify bench, '${position}'`], `notice ${position}`)
    if (position <= warmUps) continue
    samples.ours.push(change)
    samples.baseline.push(notice)
  }
  await leave()
  await Promise.all([writer.end(), listener.end()])
  return { ours: percentile(samples.ours, 0.5), baseline: percentile(samples.baseline, 0.5) }
}

/**
 * Real clients that follow the whole table, each told of what its user may see. Resolves when changes flow to all.
 *
 * @param {Pick<LatencyLoad, 'url' | 'anonKey' | 'clients'>} load
 * @param {(position: number) => void} onChange
 */
async function followAll({ url, anonKey, clients }, onChange) {
  const all = await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      const token = tokenOf(at + 1)
      const client = createClient(url, anonKey, {
        accessToken: async () => token,
        realtime: { transport: /** @type {any} */ (WebSocket) },
      })
      // Else the first join is anon's, who sees nothing.
      await client.realtime.setAuth()
      const channel = client.channel('shots')
      const flowing = new Promise((resolve, reject) => {
        channel.on('system', {}, ({ status, message }) =>
          status === 'ok' ? resolve(undefined) : reject(new Error(message)),
        )
      })
      channel
        .on('postgres_changes', { event: '*', schema: 'public', table: 'shots' }, change =>
          onChange(/** @type {{ position: number }} */ (change.new).position),
        )
        .subscribe()
      await flowing
      return client
    }),
  )
  return async () => {
    await Promise.all(all.map(client => client.removeAllChannels()))
    for (const client of all) await client.realtime.disconnect()
  }
}
