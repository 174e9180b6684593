import { Hono, type Context as Asked, type MiddlewareHandler } from 'hono'
import { isLoopback } from '../http/loopback.ts'
import {
  FaultError,
  readCloseCode,
  readFaultChange,
  readObject,
  readTopic,
} from './fault-change.ts'
import type { FaultControl } from './fault-control.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** The control API, for programs of this machine: no web page of elsewhere can use it. */
export function faultRoutes(control: FaultControl): Hono {
  const app = new Hono()
  app.use(localOnly)
  app.get('/faults', c => c.json(control.state()))
  app.put('/faults', async c => {
    control.set(readFaultChange(await readJson(c)))
    return c.json(control.state())
  })
  app.delete('/faults', c => {
    control.clear()
    return c.json(control.state())
  })
  app.post('/drop-sockets', async c => {
    const { code } = readObject(await readJson(c), 'The body')
    return c.json({ dropped: control.dropSockets(readCloseCode(code)) })
  })
  const endings = {
    '/close-channels': control.closeChannels,
    '/crash-channels': control.crashChannels,
    '/expire-tokens': control.expireTokens,
  }
  for (const [path, end] of Object.entries(endings)) {
    app.post(path, async c => {
      const { topic } = readObject(await readJson(c), 'The body')
      return c.json({ ended: end(readTopic(topic)) })
    })
  }
  app.onError((error, c) => {
    if (!(error instanceof FaultError)) throw error
    return c.json({ code: 'bad_fault', message: error.message }, 400)
  })
  return app
}

/**
 * A page of another site can send requests to this machine, under its own name in `Origin` or, by
 * DNS rebinding, under its own name in `Host`. A backend that is open to other machines keeps this
 * to its own.
 */
const localOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const fromElsewhere =
    origin === undefined ? site === 'cross-site' || site === 'same-site' : !isLocal(origin)
  const { peer = '127.0.0.1' } = (c.env ?? {}) as { readonly peer?: string }
  if (fromElsewhere || !isLocal(c.req.url) || !isLoopback(peer)) {
    return c.json(
      { code: 'forbidden', message: 'Faults are set from this machine, not from a web site.' },
      403,
    )
  }
  return next()
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname)
}

async function readJson(c: Asked): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new FaultError('The body must be JSON.')
  }
}
