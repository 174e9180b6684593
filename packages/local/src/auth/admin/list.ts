import { AuthError } from '../errors.ts'
import { type AuthService, rows } from '../service.ts'
import { userJson, userOf } from '../users.ts'

const DEFAULT_PER_PAGE = 50
const MAX_PER_PAGE = 1000

function count(text: string | null, otherwise: number): number {
  const value = Number(text || otherwise)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new AuthError(
    400,
    'validation_failed',
    'Bad Pagination Parameters: use whole numbers from 1',
  )
}

/** A page of users, the newest first, with the headers `x-total-count` and `link`. */
export async function listUsers(service: AuthService, { searchParams }: URL): Promise<Response> {
  const page = count(searchParams.get('page'), 1)
  const perPage = Math.min(count(searchParams.get('per_page'), DEFAULT_PER_PAGE), MAX_PER_PAGE)
  const found = await service.context.db.transaction(async client => ({
    users: await rows(
      client,
      `select ${userJson} as "user" from auth.users u
       order by u.created_at desc, u.id limit $1 offset $2`,
      [perPage, (page - 1) * perPage],
    ),
    total: await rows(client, 'select count(*) from auth.users', []),
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
