import type { BackendStatus } from '../inspect/status.ts'
import { defineCommand, readChoice, UsageError, type Command } from './command.ts'
import { PLACE_HELP, PLACE_OPTIONS, requireBackend } from './find-backend.ts'

const FORMATS = ['dotenv', 'shell', 'json'] as const

/** Prints what programs read from their environment. */
export const env: Command = defineCommand({
  name: 'env',
  usage: '[options]',
  about: `Prints the running backend's SUPABASE_URL, its keys (SUPABASE_ANON_KEY and SUPABASE_SERVICE_ROLE_KEY, or
SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY, which mean the same) and DATABASE_URL.

  --format NAME     dotenv, shell (export ...) or json (dotenv)
  --prefix PREFIX   before the URL, the anon and the publishable key, such as VITE_; never before
                    what is secret in production
${PLACE_HELP}
  --help            show this

  everfresh-local env --prefix VITE_ > .env.local
  eval "$(everfresh-local env --format shell)"`,
  options: { ...PLACE_OPTIONS, format: { type: 'string' }, prefix: { type: 'string' } },
  run: async ({ values, terminal }) => {
    const format = readChoice('--format', FORMATS, values.format) ?? 'dotenv'
    const { prefix = '' } = values
    if (!/^([A-Za-z_]\w*)?$/.test(prefix)) {
      throw new UsageError(
        `--prefix takes the beginning of a variable's name, such as VITE_, not "${prefix}".`,
      )
    }
    const found = await requireBackend(values)
    terminal.out(print(variablesOf(found, prefix), format))
    return 0
  },
})

/** A prefix means that the variable ends in a web page. In production that is no place for the others. */
function variablesOf(found: BackendStatus, prefix: string): Readonly<Record<string, string>> {
  return {
    [`${prefix}SUPABASE_URL`]: found.url,
    [`${prefix}SUPABASE_ANON_KEY`]: found.anonKey,
    [`${prefix}SUPABASE_PUBLISHABLE_KEY`]: found.publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: found.serviceKey,
    SUPABASE_SECRET_KEY: found.secretKey,
    DATABASE_URL: found.databaseUrl,
  }
}

function print(
  variables: Readonly<Record<string, string>>,
  format: (typeof FORMATS)[number],
): string {
  if (format === 'json') return JSON.stringify(variables, null, 2)
  const line =
    format === 'shell'
      ? (name: string, value: string) =>
          `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`
      : (name: string, value: string) => `${name}=${JSON.stringify(value)}`
  return Object.entries(variables)
    .map(([name, value]) => line(name, value))
    .join('\n')
}
