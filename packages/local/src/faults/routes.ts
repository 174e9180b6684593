import { Hono, type Context as Asked } from 'hono'
import { localOnly } from '../http/local-only.ts'
import {
  FaultError,
  readCloseCode,
  readFaultChange,
  readObject,
  readTopic,
} from './fault-change.ts'
import type { FaultControl } from './fault-control.ts'

/** The control API, for programs of this machine: no web page of elsewhere can use it. */
export function faultRoutes(control: FaultControl): Hono {
  const app = new Hono()
  app.use(localOnly('Faults are set from this machine, not from a web site.'))
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

async function readJson(c: Asked): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new FaultError('The body must be JSON.')
  }
}
