/** Where the answer to a request comes from: the shell's page, a file kept at installation, or the network alone. */
export type Plan = 'page' | 'file' | 'network'

interface Asked {
  readonly method: string
  readonly mode: string
  readonly url: string
}

/** Paths of the backend, on whatever host: also behind the page's own, where one proxy serves both. */
const backendPath = /^\/(rest|auth|storage|realtime|functions|graphql)\/v\d+(\/|$)/

/**
 * Only the app's own files are ever answered from the cache, by their exact addresses. What the backend says
 * is always the network's: an old answer would tell the breaker that the backend is back, and could show one
 * person the rows of another.
 */
export function planFor(
  { method, mode, url }: Asked,
  origin: string,
  files: ReadonlySet<string>,
): Plan {
  const asked = new URL(url)
  if (method !== 'GET' || asked.origin !== origin || backendPath.test(asked.pathname))
    return 'network'
  if (mode === 'navigate') return 'page'
  return files.has(asked.pathname) ? 'file' : 'network'
}
