import { Hono } from 'hono'
import { requireAdmin } from './bearer.ts'
import { checkNewPassword, normalizeEmail } from './credentials.ts'
import { AuthError } from './errors.ts'
import { type Fields, isUuid, objectField, readFields, textField } from './request.ts'
import { type AuthService, rows } from './service.ts'
import { emailExists } from './update-user.ts'
import { type NewUser, type User, findUser, insertUser, userJson, userOf } from './users.ts'

const DEFAULT_PER_PAGE = 50
const MAX_PER_PAGE = 1000

/** The endpoints under `/admin`, for the service key only. */
export function adminRoutes(service: AuthService): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await requireAdmin(service, c.req.raw.headers)
    await next()
  })
  app.get('/users', c => listUsers(service, c.req.query('page'), c.req.query('per_page')))
  app.post('/users', async c => c.json(await createUser(service, await readFields(c.req.raw))))
  app.get('/users/:id', async c => c.json(await getUser(service, c.req.param('id'))))
  app.delete('/users/:id', async c => {
    await deleteUser(service, c.req.param('id'))
    return c.json({})
  })
  return app
}

function newUser(fields: Fields): NewUser {
  const email = textField(fields, 'email')
  if (email === '') {
    throw new AuthError(400, 'validation_failed', 'Cannot create a user without an email address')
  }
  const password = textField(fields, 'password')
  if (password !== '') checkNewPassword(password)
  const id = textField(fields, 'id')
  if (id !== '' && !isUuid(id)) {
    throw new AuthError(400, 'validation_failed', 'ID must conform to the uuid v4 format')
  }
  return {
    ...(id === '' ? {} : { id }),
    email: normalizeEmail(email),
    password: password === '' ? undefined : password,
    confirmed: fields['email_confirm'] === true,
    userMetadata: objectField(fields, 'user_metadata') ?? {},
    appMetadata: objectField(fields, 'app_metadata') ?? {},
  }
}

async function createUser(service: AuthService, fields: Fields): Promise<User> {
  const user = newUser(fields)
  return service.context.db.transaction(async client => {
    const id = await insertUser(service, client, user)
    const created = id === undefined ? undefined : await findUser(client, id)
    if (created === undefined) throw emailExists()
    return created
  })
}

const userNotFound = (): AuthError => new AuthError(404, 'user_not_found', 'User not found')

function checkId(id: string): void {
  if (!isUuid(id)) throw new AuthError(404, 'validation_failed', 'user_id must be an UUID')
}

async function getUser(service: AuthService, id: string): Promise<User> {
  checkId(id)
  const user = await service.context.db.transaction(client => findUser(client, id))
  if (user === undefined) throw userNotFound()
  return user
}

async function deleteUser(service: AuthService, id: string): Promise<void> {
  checkId(id)
  const deleted = await service.context.db.transaction(client =>
    rows(client, 'delete from auth.users where id = $1 returning id', [id]),
  )
  if (deleted.length === 0) throw userNotFound()
}

function count(text: string | undefined, otherwise: number): number {
  const value = Number(text || otherwise)
  if (Number.isInteger(value) && value > 0) return value
  throw new AuthError(
    400,
    'validation_failed',
    'Bad Pagination Parameters: use whole numbers from 1',
  )
}

async function listUsers(
  service: AuthService,
  pageText: string | undefined,
  perPageText: string | undefined,
): Promise<Response> {
  const page = count(pageText, 1)
  const perPage = Math.min(count(perPageText, DEFAULT_PER_PAGE), MAX_PER_PAGE)
  const found = await service.context.db.transaction(async client => ({
    users: await rows(
      client,
      `select ${userJson} as "user" from auth.users u where u.deleted_at is null
       order by u.created_at desc, u.id limit $1 offset $2`,
      [perPage, (page - 1) * perPage],
    ),
    total: await rows(client, 'select count(*) from auth.users where deleted_at is null', []),
  }))
  const total = Number(found.total[0]?.['count'] ?? 0)
  const last = Math.max(1, Math.ceil(total / perPage))
  const link = (to: number, rel: string): string =>
    `</admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')]
  return Response.json(
    { users: found.users.map(userOf), aud: 'authenticated' },
    { headers: { 'x-total-count': String(total), link: links.join(', ') } },
  )
}
