import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LocalBackend } from '@everfresh/local/testing'
import { build, preview } from 'vite'

export const studioFolder: string = fileURLToPath(new URL('../..', import.meta.url))

/** Values of the `VITE_*` variables that the page is built with. */
type Variables = Readonly<Record<`VITE_${string}`, string>>

export interface WebServer {
  /** The address of the page as it is delivered; built and served once for each set of variables. */
  readonly serve: (variables?: Variables) => Promise<string>
  readonly close: () => Promise<void>
}

/** Serves the Studio's page to browsers that are to use this backend. */
export function createWebServer(backend: LocalBackend): WebServer {
  const addresses = new Map<string, Promise<string>>()
  const undo: (() => Promise<void>)[] = []

  const start = async (variables: Variables): Promise<string> => {
    const outDir = await mkdtemp(join(tmpdir(), 'everfresh-page-'))
    undo.push(() => rm(outDir, { recursive: true, force: true }))
    const options = { root: studioFolder, logLevel: 'error', build: { outDir } } as const
    const environment = {
      // Vitest says `test`, and would get React's development build.
      NODE_ENV: 'production',
      VITE_SUPABASE_URL: backend.url,
      VITE_SUPABASE_ANON_KEY: backend.anonKey,
      ...variables,
    }
    await withEnvironment(environment, () => build(options))
    const server = await preview({ ...options, preview: { port: 0, open: false } })
    undo.push(() => server.close())
    return String(server.resolvedUrls?.local[0])
  }

  return {
    serve: (variables = {}) => {
      const key = JSON.stringify(variables, Object.keys(variables).toSorted())
      const address = addresses.get(key) ?? start(variables)
      addresses.set(key, address)
      return address
    },
    close: async () => {
      for (const step of undo.splice(0).toReversed()) await step()
    },
  }
}

/** Vite reads these from the environment of its process while it builds. */
async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(variables))
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
  }
}
