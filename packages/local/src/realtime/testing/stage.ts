import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { FaultBook } from '../../faults/fault-book.ts'
import { createTokens } from '../../http/tokens.ts'
import { testDatabase } from '../../testing/index.ts'
import { startRealtime, type Realtime } from '../index.ts'
import type { RealtimeOptions } from '../options.ts'
import { unwatched, type RealtimeWatch } from '../watch.ts'

/** The realtime server alone, on a port and a database of its own. */
export interface Stage {
  readonly url: string
  readonly context: Context
  readonly realtime: Realtime
  readonly faults: FaultBook
  readonly warnings: readonly string[]
  /** A signed token of a user who is `authenticated` for an hour, or as the claims say. */
  token(claims?: Readonly<Record<string, unknown>>): Promise<string>
  sql(text: string, values?: readonly unknown[]): ReturnType<Context['db']['query']>
  /** Sets the server's clock forward. */
  advance(ms: number): void
  close(): Promise<void>
}

/** `watch` is told what happens, where it wants to be. */
export async function openStage(
  options: RealtimeOptions = {},
  watch: Partial<RealtimeWatch> = {},
): Promise<Stage> {
  const db = await testDatabase()
  let ahead = 0
  const warnings: string[] = []
  const now = (): number => Date.now() + ahead
  const tokens = await createTokens(now)
  const faults = new FaultBook(now)
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const warn = (line: string): void => void warnings.push(line)
  const context: Context = { db, tokens, faults, origin: url, now, warn }
  const realtime = await startRealtime(context, options, { ...unwatched, ...watch })
  const app = new Hono().route('/realtime/v1', realtime.routes)
  server.on('request', getRequestListener(app.fetch))
  server.on('upgrade', (request, socket, head) => realtime.upgrade(request, socket, head))
  return {
    url,
    context,
    realtime,
    faults,
    warnings,
    token: claims =>
      tokens.sign({ role: 'authenticated', exp: Math.floor(now() / 1000) + 3600, ...claims }),
    sql: (text, values) => db.query(text, values),
    advance(ms) {
      ahead += ms
    },
    async close() {
      await realtime.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await db.close()
    },
  }
}
