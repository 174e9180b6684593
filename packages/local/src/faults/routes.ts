import { Hono, type Context as Asked } from 'hono'
import { localOnly } from '../http/local-only.ts'
import { ACTS } from './catalogue.ts'
import type { FaultControl } from './fault-control.ts'
import { FaultError } from './fault-error.ts'
import type { FaultInfo } from './fault.ts'
import { readObject } from './field.ts'
import { isActName, readActScope, readFault, readScope } from './read-fault.ts'

/** The control API, for programs of this machine: no web page of elsewhere can use it. */
export function faultRoutes(control: FaultControl): Hono {
  const app = new Hono()
  const find = (id: string): FaultInfo => {
    const found = control.list().find(each => each.id === id)
    if (found !== undefined) return found
    throw new FaultError(`There is no fault \`${id}\`: it was removed, or reset.`, 'unknown-fault')
  }
  app.use(localOnly('Faults are set from this machine, not from a web site.'))
  app.get('/faults', c => c.json({ faults: control.list() }))
  app.post('/faults', async c => {
    const { fault, scope } = readObject(await readJson(c), 'The body')
    const read = readFault(fault)
    const { id } = control.add(read, readScope(read.type, scope))
    return c.json(find(id), 201)
  })
  app.delete('/faults', c => {
    control.reset()
    return c.json({ faults: control.list() })
  })
  app.get('/faults/:id', c => c.json(find(c.req.param('id'))))
  app.delete('/faults/:id', c => {
    const found = find(c.req.param('id'))
    control.remove(found.id)
    return c.json(found)
  })
  app.get('/switches', c => c.json(control.state()))
  app.put('/switches', async c => {
    control.set(readObject(await readJson(c), 'The body'))
    return c.json(control.state())
  })
  app.post('/acts/:name', async c => {
    const name = c.req.param('name')
    if (!isActName(name)) {
      throw new FaultError(
        `There is no act \`${name}\`: choose from ${Object.keys(ACTS).join(', ')}.`,
      )
    }
    return c.json({ struck: control[name](readActScope(name, await readJson(c))) })
  })
  app.onError((error, c) => {
    if (!(error instanceof FaultError)) throw error
    const { code, message } = error
    return c.json({ code, message }, code === 'unknown-fault' ? 404 : 400)
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
