import { writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { drive } from './drive.mjs'
import { memoryOf } from './memory.mjs'
import { schema } from './schema.mjs'

/** @typedef {import('../lib/local-backend.mjs').Backend} Backend */
/** @typedef {{ name: string, value: string, reference: string }} Line */

const RESULTS = fileURLToPath(new URL('../local-results.json', import.meta.url))
const STARTS = 3

/**
 * Measures the local backend, prints a table and writes it to bench/local-results.json. The reference
 * beside each number was measured with prototypes on a quiet machine of two cores; those with a sign
 * are what we hold ourselves to.
 *
 * @param {readonly string[]} args `--only WORD` measures what has the word in its name
 */
export async function measureAll(args) {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } })
  const wanted = steps.filter(({ name }) => name.includes(values.only ?? ''))
  const before = loadavg()[0] ?? 0
  console.log(`${cpus().length} cores, Node ${process.versions.node}, load ${before.toFixed(1)}\n`)
  const project = await makeProject(schema)
  /** @type {Line[]} */
  const lines = []
  /** @type {Backend | undefined} */
  let backend
  const running = async () => (backend ??= await startBackend(project.folder))
  try {
    for (const { name, measure } of wanted) {
      for (const line of await measure(running)) {
        lines.push(line)
        console.log(`${line.name.padEnd(56)}${line.value.padStart(24)}   ${line.reference}`)
      }
      if (lines.length === 0) console.log(`${name}: nothing to be measured here`)
    }
  } finally {
    await backend?.stop()
    await project.remove()
  }
  const after = loadavg()[0] ?? 0
  const about = { at: new Date().toISOString(), cores: cpus().length, node: process.version }
  await writeFile(
    RESULTS,
    `${JSON.stringify({ ...about, load: [before, after], lines }, null, 2)}\n`,
  )
  console.log(`\nload ${after.toFixed(1)}; written to bench/local-results.json`)
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
      const found = await drive('sustained', { ...backend, clients, isFiltered, commits: 4000 })
      const value = `${Math.round(found.perSecond)}/s of ${Math.round(found.writtenPerSecond)}/s`
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
