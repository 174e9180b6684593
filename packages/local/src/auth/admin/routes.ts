import { Hono } from 'hono'
import { requireAdmin } from '../bearer.ts'
import { AuthError } from '../errors.ts'
import { isUuid, readFields } from '../request.ts'
import type { AuthService } from '../service.ts'
import { type User, findUser } from '../users.ts'
import { createUser } from './create.ts'
import { deleteUser } from './delete.ts'
import { listUsers } from './list.ts'
import { updateUser } from './update.ts'

/** The endpoints under `/admin`, for the service key only. */
export function adminRoutes(service: AuthService): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await requireAdmin(service, c.req.raw.headers)
    await next()
  })
  app.get('/users', c => listUsers(service, new URL(c.req.url)))
  app.post('/users', async c => c.json(await createUser(service, await readFields(c.req.raw))))
  app.get('/users/:id', async c => c.json(await getUser(service, checkId(c.req.param('id')))))
  app.put('/users/:id', async c => {
    const id = checkId(c.req.param('id'))
    return c.json(await updateUser(service, id, await readFields(c.req.raw)))
  })
  app.delete('/users/:id', async c => {
    const id = checkId(c.req.param('id'))
    const fields = c.req.raw.body === null ? {} : await readFields(c.req.raw)
    await deleteUser(service, id, fields['should_soft_delete'] === true)
    return c.json({})
  })
  return app
}

function checkId(id: string): string {
  if (isUuid(id)) return id
  throw new AuthError(404, 'validation_failed', 'user_id must be an UUID')
}

async function getUser(service: AuthService, id: string): Promise<User> {
  const user = await service.context.db.transaction(client => findUser(client, id))
  if (user === undefined) throw new AuthError(404, 'user_not_found', 'User not found')
  return user
}
