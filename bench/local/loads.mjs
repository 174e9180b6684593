import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { bestOf, spreadOf } from '../lib/statistics.mjs'
import { follow, tokenOf } from './clients.mjs'
import { firstShotOf, inTime } from './shots.mjs'

/** @typedef {{ url: string, databaseUrl: string }} Target */

const ROUNDS = 3
const PACE_MS = 5

/**
 * From the start of an HTTP write to the moment the one client it concerns has been told, in ms, with
 * some milliseconds between two writes.
 *
 * @param {Target & { clients: number, isFiltered: boolean, writes: number }} load
 */
export async function latency({ url, clients, isFiltered, writes }) {
  /** @type {Map<number, (at: number) => void>} */
  const awaited = new Map()
  const sockets = await Promise.all(
    Array.from({ length: clients }, (_, at) =>
      follow(url, at + 1, isFiltered ? `project_id=eq.${at + 1}` : undefined, ({ position }) =>
        awaited.get(position)?.(performance.now()),
      ),
    ),
  )
  const agent = new http.Agent({ keepAlive: true })
  let position = 0
  const once = async () => {
    const user = (position % clients) + 1
    position += 1
    const told = inTime(new Promise(resolve => awaited.set(position, resolve)))
    const began = performance.now()
    await request({
      agent,
      user,
      method: 'PATCH',
      address: `${url}/rest/v1/shots?id=eq.${firstShotOf(user)}`,
      body: { position },
    })
    const tookMs = Number(await told) - began
    awaited.delete(position)
    await pause(PACE_MS)
    return tookMs
  }
  const rounds = []
  for (let warm = 0; warm < writes / 2; warm += 1) await once()
  for (let round = 0; round < ROUNDS; round += 1) {
    const samples = []
    for (let write = 0; write < writes; write += 1) samples.push(await once())
    rounds.push(spreadOf(samples))
  }
  agent.destroy()
  for (const socket of sockets) socket.terminate()
  return bestOf(rounds)
}

/**
 * Pages of twenty rows with an embed, under row security: eight clients ask one after the other.
 *
 * @param {Target & { seconds: number }} load
 */
export async function pages({ url, seconds }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
  const query = 'select=id,title,position,project:projects(id,name)&order=id&limit=20'
  const address = `${url}/rest/v1/shots?${query}`
  const rounds = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    /** @type {number[]} */
    const samples = []
    const began = performance.now()
    const until = began + (seconds * 1000) / (ROUNDS + 1)
    const ask = async (/** @type {unknown} */ _, /** @type {number} */ at) => {
      while (performance.now() < until) {
        const asked = performance.now()
        await request({ agent, user: at + 1, method: 'GET', address })
        samples.push(performance.now() - asked)
      }
    }
    await Promise.all(Array.from({ length: 8 }, ask))
    const perSecond = (samples.length / (performance.now() - began)) * 1000
    // The first round warms up.
    if (round > 0) rounds.push({ ...spreadOf(samples), perSecond })
  }
  agent.destroy()
  return rounds.reduce((best, round) => (round.perSecond > best.perSecond ? round : best))
}

/**
 * Sockets of one user on one topic: how long until the last of them has been told of one change.
 *
 * @param {Target & { sockets: number, onOpen: () => Promise<void> }} load
 */
export async function crowd({ url, databaseUrl, sockets, onOpen }) {
  let told = 0
  let finish = () => {}
  const opened = []
  while (opened.length < sockets) {
    opened.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, sockets - opened.length) }, () =>
          follow(url, 1, undefined, () => {
            told += 1
            if (told === sockets) finish()
          }),
        ),
      )),
    )
  }
  await onOpen()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const samples = []
  for (let change = 0; change < 20; change += 1) {
    told = 0
    const all = new Promise(resolve => (finish = () => resolve(undefined)))
    const began = performance.now()
    await client.query('update public.shots set position = position + 1 where id = 1')
    await inTime(all)
    samples.push(performance.now() - began)
  }
  await client.end()
  for (const socket of opened) socket.terminate()
  return spreadOf(samples)
}

/**
 * The shortest way to PostgreSQL there is, as a measure of the machine at this moment.
 *
 * @param {Target} target
 */
export async function machine({ databaseUrl }) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const samples = []
  for (let count = 0; count < 2000; count += 1) {
    const began = performance.now()
    await client.query('select 1')
    samples.push(performance.now() - began)
  }
  await client.end()
  return spreadOf(samples)
}

/**
 * @typedef {object} Asked
 * @property {http.Agent} agent
 * @property {number} user
 * @property {string} method
 * @property {string} address
 * @property {unknown} [body]
 */

/**
 * @param {Asked} asked
 * @returns {Promise<void>}
 */
function request({ agent, user, method, address, body }) {
  const token = tokenFor(user)
  return new Promise((resolve, reject) => {
    const headers = {
      apikey: token,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const sent = http.request(address, { agent, method, headers }, answer => {
      answer.resume()
      answer.once('end', () => {
        const status = answer.statusCode ?? 0
        if (status < 300) resolve()
        else reject(new Error(`${method} ${address} was answered with ${status}.`))
      })
    })
    sent.once('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** @type {Map<number, string>} */
const tokens = new Map()

/** @param {number} user */
function tokenFor(user) {
  const token = tokens.get(user) ?? tokenOf(user)
  tokens.set(user, token)
  return token
}
