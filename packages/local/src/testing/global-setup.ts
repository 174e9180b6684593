import { CLUSTER_VARIABLE } from './cluster-variable.ts'
import { startTestCluster } from './cluster.ts'

/** Vitest's global set-up: one PostgreSQL for the whole run, announced to the workers. */
export async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster()
  // JSON leaves out what is not data.
  process.env[CLUSTER_VARIABLE] = JSON.stringify(cluster)
  return async () => {
    delete process.env[CLUSTER_VARIABLE]
    await cluster.stop()
  }
}
