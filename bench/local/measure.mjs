import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { coldStart, coldStartOfPostgres } from './cold-start.mjs'
import { drive } from './drive.mjs'
import { schema } from './schema.mjs'

/** @typedef {import('../lib/group.mjs').Round} Round */

const CLIENTS = 10

/**
 * @param {import('../lib/group.mjs').GroupContext} context
 * @returns {Promise<import('../lib/group.mjs').Rounds>}
 */
export async function measureLocal({ say, rounds, quick, wanted, defer }) {
  /** @type {Record<string, readonly Round[]>} */
  const measured = {}
  if (wanted.has('local-cold-start')) measured['local-cold-start'] = await starts(rounds, say)
  if (wanted.size === Object.keys(measured).length) return measured
  const project = await makeProject(schema)
  defer(project.remove)
  const backend = await startBackend(project.folder)
  defer(backend.stop)
  if (wanted.has('local-commit-to-client-p50-rls-10')) {
    /** @type {Round[]} */
    const latencies = []
    for (let round = 1; round <= rounds; round += 1) {
      say(`commit to client, round ${round} of ${rounds}`)
      const load = { ...backend, clients: CLIENTS, writes: quick ? 40 : 100 }
      latencies.push(await drive('commitLatency', load))
    }
    measured['local-commit-to-client-p50-rls-10'] = latencies
  }
  if (wanted.has('local-changes-per-second')) {
    say('changes a second')
    const load = { ...backend, clients: CLIENTS, isFiltered: true, commits: quick ? 1_000 : 3_000 }
    /** @type {readonly import('./commit-rate.mjs').Rate[]} */
    const rates = await drive('commitRate', { ...load, rounds })
    measured['local-changes-per-second'] = rates.map(({ perSecond, alonePerSecond }) => ({
      ours: perSecond,
      baseline: alonePerSecond,
    }))
  }
  return measured
}

/**
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
async function starts(rounds, say) {
  /** @type {Round[]} */
  const times = []
  for (let round = 0; round <= rounds; round += 1) {
    say(`cold start ${round} of ${rounds}`)
    const time = { ours: await coldStart(), baseline: await coldStartOfPostgres() }
    // The first reads the programs from the disk.
    if (round > 0) times.push(time)
  }
  return times
}
