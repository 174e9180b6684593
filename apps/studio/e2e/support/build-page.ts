import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { testedSource } from './source.ts'

export const studioFolder: string = fileURLToPath(new URL('../..', import.meta.url))

/** Values of the `VITE_*` variables that the page is built with. */
export type Variables = Readonly<Record<`VITE_${string}`, string>>

/** What tells a page which backend it has. */
interface Backend {
  readonly url: string
  readonly anonKey: string
}

/** Stands in a built page for a backend that is not known yet. */
export const anyBackend: Backend = {
  url: 'https://any-backend.invalid',
  anonKey: 'the-anon-key-of-any-backend',
}

/** Builds the page as it is delivered into `outDir`. */
export async function buildPage(
  outDir: string,
  { url, anonKey }: Backend,
  variables: Variables = {},
): Promise<void> {
  const environment = {
    // Vitest says `test`, and would get React's development build.
    NODE_ENV: 'production',
    VITE_SUPABASE_URL: url,
    VITE_SUPABASE_ANON_KEY: anonKey,
    VITE_REALTIME_SOURCE: testedSource,
    ...variables,
  }
  await withEnvironment(environment, () =>
    build({ root: studioFolder, logLevel: 'error', build: { outDir } }),
  )
}

/** Copies a page that was built for {@link anyBackend}, for this one. */
export async function copyPage(from: string, to: string, backend: Backend): Promise<void> {
  await cp(from, to, { recursive: true })
  for (const file of await readdir(to, { recursive: true })) {
    if (!/\.(js|html)$/.test(file)) continue
    const path = join(to, file)
    const text = await readFile(path, 'utf8')
    const own = text
      .replaceAll(anyBackend.url, backend.url)
      .replaceAll(anyBackend.anonKey, backend.anonKey)
    if (own !== text) await writeFile(path, own)
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
