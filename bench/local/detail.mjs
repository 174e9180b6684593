import { cpus, loadavg } from 'node:os'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { drive } from './drive.mjs'
import { memoryOf } from './memory.mjs'
import { schema } from './schema.mjs'

/** @typedef {import('../lib/local-backend.mjs').Backend} Backend */
/** @typedef {{ name: string, value: string, reference: string }} Line */

const STARTS = 3

/**
 * Prints more than the metrics of the local backend. The reference beside each number was measured with prototypes on a
 * quiet machine of two cores; those with a sign are what we hold ourselves to.
 *
 * @param {import('../lib/group.mjs').DetailContext} context
 */
export async function detailOfLocal({ print, defer }) {
  print(`${cpus().length} cores, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}\n`)
  const project = await makeProject(schema)
  defer(project.remove)
  /** @type {Promise<Backend> | undefined} */
  let backend
  const running = () => (backend ??= startBackend(project.folder))
  defer(async () => (await backend)?.stop())
  for (const { name, measure } of steps) {
    const lines = await measure(running)
    for (const { name: what, value, reference } of lines)
      print(`${what.padEnd(56)}${value.padStart(24)}   ${reference}`.trimEnd())
    if (lines.length === 0) print(`${name}: nothing to be measured here`)
  }
}

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {(running: () => Promise<Backend>) => Promise<readonly Line[]>} measure
 */

/** @type {readonly Step[]} */
const steps = [
  { name: 'start', measure: measureStarts },
  { name: 'machine', measure: measureMachine },
  { name: 'memory', measure: measureIdle },
  ...[1, 10, 50, 200].map(clients => latencyStep(clients, true)),
  ...[10, 200].map(clients => latencyStep(clients, false)),
  sustainedStep(10, true),
  sustainedStep(10, false),
  { name: 'pages', measure: measurePages },
  { name: 'crowd', measure: measureCrowd },
]

/** @returns {Promise<readonly Line[]>} */
async function measureStarts() {
  /** @type {number[]} */
  const cold = []
  /** @type {number[]} */
  const warm = []
  for (let start = 0; start < STARTS; start += 1) {
    const { folder, remove } = await makeProject(schema)
    for (const times of [cold, warm]) {
      const backend = await startBackend(folder)
      times.push(backend.readyMs)
      await backend.stop()
    }
    await remove()
  }
  return [
    line('cold start, empty folder to first answer', ms(Math.min(...cold)), '<= 2000 ms'),
    line('warm start', ms(Math.min(...warm)), 'database alone 30 ms'),
  ]
}

/** @param {() => Promise<Backend>} running */
async function measureMachine(running) {
  const found = await drive('machine', await running())
  return [line('select 1, the machine itself', spread(found), '0.05 / 1.4 ms')]
}

/** @param {() => Promise<Backend>} running */
async function measureIdle(running) {
  const backend = await running()
  return memoryLines('idle', await memoryOf(backend), ['75-88 MB', '12-18 MB'])
}

/**
 * @param {number} clients
 * @param {boolean} isFiltered
 * @returns {Step}
 */
function latencyStep(clients, isFiltered) {
  const name = `latency, row security, ${clients} ${isFiltered ? 'with filters' : 'without filter'}`
  const references = new Map([
    [1, '4.0 / 9.9 ms'],
    [10, 'p50 <= 5 ms; 4.1 / 10.3 ms'],
    [50, '3.6 / 9.7 ms'],
  ])
  return {
    name,
    async measure(running) {
      const backend = await running()
      const found = await drive('latency', { ...backend, clients, isFiltered, writes: 150 })
      return [line(name, spread(found), isFiltered ? (references.get(clients) ?? '') : '')]
    },
  }
}

/**
 * @param {number} clients
 * @param {boolean} isFiltered
 * @returns {Step}
 */
function sustainedStep(clients, isFiltered) {
  const name = `sustained, row security, ${clients} ${isFiltered ? 'with filters' : 'without filter'}`
  return {
    name,
    async measure(running) {
      const backend = await running()
      const load = { ...backend, clients, isFiltered, commits: 4000, rounds: 3 }
      /** @type {readonly import('./commit-rate.mjs').Rate[]} */
      const rates = await drive('commitRate', load)
      const best = rates.reduce((one, other) => (other.perSecond > one.perSecond ? other : one))
      const value = `${Math.round(best.perSecond)}/s of ${Math.round(best.writtenPerSecond)}/s`
      return [line(name, value, isFiltered ? '>= 1500/s; 1880/s' : '')]
    },
  }
}

/** @param {() => Promise<Backend>} running */
async function measurePages(running) {
  const backend = await running()
  const found = await drive('pages', { ...backend, seconds: 8 })
  return [
    line('pages of 20 with an embed, row security', `${Math.round(found.perSecond)}/s`, ''),
    line('  one of them, eight at once', spread(found), 'alone 1.3-2.0 ms'),
  ]
}

/** @param {() => Promise<Backend>} running */
async function measureCrowd(running) {
  const backend = await running()
  /** @type {Awaited<ReturnType<typeof memoryOf>>} */
  let memory
  const load = { ...backend, sockets: 1000 }
  const found = await drive('crowd', load, async () => {
    memory = await memoryOf(backend)
  })
  return [
    ...memoryLines('1000 sockets', memory, ['', '']),
    line('crowd: a commit until 1000 sockets are told', spread(found), ''),
  ]
}

/**
 * @param {string} when
 * @param {Awaited<ReturnType<typeof memoryOf>>} memory
 * @param {readonly [string, string]} references
 */
function memoryLines(when, memory, references) {
  if (memory === undefined) return []
  const { node, postgres, processes } = memory
  return [
    line(`memory, ${when}, Node`, `${node.toFixed(0)} MB`, references[0]),
    line(
      `memory, ${when}, PostgreSQL (${processes} processes)`,
      `${postgres.toFixed(0)} MB`,
      references[1],
    ),
  ]
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} reference
 * @returns {Line}
 */
function line(name, value, reference) {
  return { name, value, reference }
}

/** @param {number} value */
function ms(value) {
  return `${Math.round(value)} ms`
}

/** @param {{ p50: number, p99: number }} found */
function spread({ p50, p99 }) {
  return `${p50.toFixed(2)} / ${p99.toFixed(1)} ms`
}
