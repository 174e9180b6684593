import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startCluster } from '../../packages/local/dist/engine/cluster.js'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { schema } from './schema.mjs'

/** From an empty folder to the first answer, of the backend as its users start it, in ms. */
export async function coldStart() {
  const { folder, remove } = await makeProject(schema)
  const backend = await startBackend(folder)
  await backend.stop()
  await remove()
  return backend.readyMs
}

/** From an empty folder to the first answer of PostgreSQL itself, in ms. */
export async function coldStartOfPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'everfresh-bench-'))
  const began = performance.now()
  const cluster = await startCluster({ dataDir })
  const client = new pg.Client(cluster.connection('postgres'))
  await client.connect()
  await client.query('select 1')
  const tookMs = performance.now() - began
  await client.end()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
  return tookMs
}
