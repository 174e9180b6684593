import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import type { LocalBackend } from '../src/backend.ts'
import type { Database } from '../src/context.ts'
import { openDatabase } from '../src/database/open-database.ts'
import { startCluster, type Cluster } from '../src/engine/cluster.ts'
import { FaultBook } from '../src/faults/fault-book.ts'
import { listen } from '../src/http/listen.ts'
import { createTokens } from '../src/http/tokens.ts'
import { restRoutes } from '../src/rest/routes.ts'
import { startLocal } from '../src/start-local.ts'
import { createTeardown, type Teardown } from '../src/teardown.ts'

const DATABASE = 'postgres'

/** A backend whose database has a standby, which answers REST too: what hosted Supabase calls a read replica. */
export interface Replicated {
  readonly backend: LocalBackend
  readonly replica: {
    /** Where `/rest/v1` is answered by the standby. */
    readonly url: string
    readonly sql: Database['query']
    /** What it warned of, oldest first. */
    readonly warnings: readonly string[]
  }
  readonly stop: () => Promise<void>
}

/** Starts two PostgreSQL servers, the second a standby that streams from the first. */
export async function startReplicated(): Promise<Replicated> {
  const teardown = createTeardown()
  try {
    const folder = await mkdtemp(join(tmpdir(), 'everfresh-replica-'))
    teardown.add(() => rm(folder, { recursive: true, force: true }))
    const { primary, standby } = await startPair(folder, teardown)
    const warnings: string[] = []
    const warn = (line: string): void => void warnings.push(line)
    const db = openDatabase({ connection: standby.connection(DATABASE), superuser: true, warn })
    teardown.add(() => db.close())
    const url = await serveRest(db, warn, teardown)
    const backend = await startLocal({ db: primary.url(DATABASE), port: 0, projectDir: folder })
    teardown.add(() => backend.stop())
    const sql: Database['query'] = (text, values) => db.query(text, values)
    return { backend, replica: { url, sql, warnings }, stop: () => teardown.run() }
  } catch (error) {
    await teardown.run().catch(() => undefined)
    throw error
  }
}

/** A standby begins as a copy of the other's files, taken while that is stopped. */
async function startPair(
  folder: string,
  teardown: Teardown,
): Promise<{ readonly primary: Cluster; readonly standby: Cluster }> {
  const [dataDir, copy] = [join(folder, 'primary'), join(folder, 'standby')]
  const begin = async (options: Parameters<typeof startCluster>[0]): Promise<Cluster> => {
    const cluster = await startCluster({ ...options, durable: false })
    teardown.add(() => cluster.stop())
    return cluster
  }
  const first = await startCluster({ dataDir, durable: false })
  await first.stop()
  await cp(dataDir, copy, { recursive: true })
  await writeFile(join(copy, 'postgres', 'standby.signal'), '')
  const primary = await begin({ dataDir })
  const { host, port, user } = primary.connection(DATABASE)
  const settings = { primary_conninfo: `host=${host} port=${port} user=${user}` }
  return { primary, standby: await begin({ dataDir: copy, settings }) }
}

/** The backend's REST alone: a whole one writes as it starts, and `--db` refuses a standby. */
async function serveRest(
  db: Database,
  warn: (line: string) => void,
  teardown: Teardown,
): Promise<string> {
  const listener = await listen(0)
  teardown.add(() => listener.close())
  const now = Date.now
  const tokens = await createTokens(now)
  const faults = new FaultBook(now)
  const rest = restRoutes({ db, tokens, faults, origin: listener.origin, now, warn })
  teardown.add(() => rest.close())
  const app = new Hono().route('/rest/v1', rest)
  listener.serve({ fetch: request => app.fetch(request), upgrade: (_, socket) => socket.end() })
  return listener.origin
}
