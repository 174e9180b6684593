import { createRequire } from 'node:module'

/** Said first wherever this backend introduces itself. */
export const PURPOSE =
  'Everfresh local backend: for development and tests only, never for production.'

/** The version of this package. */
export const VERSION: string = (
  createRequire(import.meta.url)('../package.json') as { version: string }
).version

/** How a backend introduces itself at `/`, to people and to programs. */
export interface About {
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

export function about(postgres: string, paths: readonly string[]): About {
  const node = process.versions.node
  const text = [
    PURPOSE,
    '',
    `It serves ${paths.join(', ')} to supabase-js, on a real PostgreSQL.`,
    `Its keys and its secret are the Supabase CLI's published ones: anybody who reaches this port can do everything.`,
    'For production use Supabase itself: change the address and the key.',
    '',
    `@everfresh/local ${VERSION}, PostgreSQL ${postgres}, Node ${node}`,
    '',
  ].join('\n')
  const json = {
    name: '@everfresh/local',
    purpose: PURPOSE,
    version: VERSION,
    postgres,
    node,
    paths,
  }
  return { text, json }
}
