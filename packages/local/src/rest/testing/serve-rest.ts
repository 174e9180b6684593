import { Hono } from 'hono'
import type { Context, Database } from '../../context.ts'
import { FaultBook } from '../../faults/fault-book.ts'
import { listen } from '../../http/listen.ts'
import { createTokens } from '../../http/tokens.ts'
import { testDatabase } from '../../testing/index.ts'
import { restRoutes, type RestOptions } from '../routes.ts'

/** `/rest/v1` alone, on a free port, over a database of its own. */
export interface ServedRest {
  readonly url: string
  readonly anonKey: string
  readonly serviceKey: string
  readonly publishableKey: string
  readonly secretKey: string
  readonly db: Database
  /** A user's token, as sign-in would give it. `expiresIn` in seconds, default an hour. */
  token(userId: string, expiresIn?: number): Promise<string>
  stop(): Promise<void>
}

/** Serves the REST interface over a fresh database in which `sql` has run. */
export async function serveRest(sql: string, options: RestOptions = {}): Promise<ServedRest> {
  const db = await testDatabase()
  await db.query(sql)
  const listener = await listen(0)
  const tokens = await createTokens(Date.now)
  const context: Context = {
    db,
    tokens,
    faults: new FaultBook(Date.now),
    origin: listener.origin,
    now: Date.now,
    warn: line => process.emitWarning(line),
  }
  const rest = restRoutes(context, options)
  const app = new Hono().route('/rest/v1', rest)
  const upgrade = (_request: unknown, socket: { destroy(): unknown }) => void socket.destroy()
  listener.serve({ fetch: request => app.fetch(request), upgrade })
  return {
    url: listener.origin,
    anonKey: tokens.anonKey,
    serviceKey: tokens.serviceKey,
    publishableKey: tokens.publishableKey,
    secretKey: tokens.secretKey,
    db,
    token: (userId, expiresIn = 3600) => {
      const exp = Math.floor(Date.now() / 1000) + expiresIn
      return tokens.sign({ sub: userId, role: 'authenticated', aud: 'authenticated', exp })
    },
    stop: async () => {
      await listener.close()
      await rest.close()
      await db.close()
    },
  }
}
