import { tokenOf } from '../http/caller.ts'
import type { Service } from './fault.ts'
import { subjectOf } from './subject.ts'
import type { Target } from './target.ts'

/** What a request is about: who sends it, where to, and for REST which table. */
export function requestTarget(service: Service, request: Request): Target {
  const { headers, method } = request
  const path = new URL(request.url).pathname
  const user = subjectOf(tokenOf(headers))
  const table = service === 'rest' ? tableOf(path, request) : undefined
  return { user, path, method, table }
}

function tableOf(path: string, { method, headers }: Request): string | undefined {
  const [name = '', ...rest] = path.replace(/^\/rest\/v1\//, '').split('/')
  if (name === '' || rest.length > 0) return undefined
  const isRead = method === 'GET' || method === 'HEAD'
  const schema = headers.get(isRead ? 'accept-profile' : 'content-profile') ?? 'public'
  return `${schema}.${decoded(name)}`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
