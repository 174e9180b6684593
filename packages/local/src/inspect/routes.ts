import { Hono } from 'hono'
import type { Journal } from '../activity/journal.ts'
import { localOnly } from '../http/local-only.ts'
import { describe, type Inspected } from './status.ts'
import { readTables } from './tables.ts'

/** What the routes show. */
export interface InspectOptions extends Inspected {
  readonly journal: Journal
  /** Begins to stream the database's changes, so that they can be shown. */
  readonly streamChanges: () => void
}

/** What the page at `/` and the CLI ask, for this machine only: no web page of elsewhere can read it. */
export function inspectRoutes(options: InspectOptions): Hono {
  const { context, journal } = options
  const app = new Hono()
  const guard = localOnly('The state of the backend is for this machine, not for a web site.')
  app.get('/status', guard, async c => c.json(await describe(options)))
  app.get('/tables', guard, async c => c.json({ tables: await readTables(context.db) }))
  app.get('/activity', guard, c => {
    journal.watchChanges()
    options.streamChanges()
    const after = Number(c.req.query('after') ?? 0)
    const entries = journal.after(Number.isFinite(after) ? after : 0)
    return c.json({ newest: journal.newest(), entries, sockets: options.sockets() })
  })
  return app
}
