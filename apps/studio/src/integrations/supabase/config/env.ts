import type { Config } from '@/shared/lib/config'

/** The published demo key of every local Supabase stack. Public by design: row-level security decides. */
const LOCAL_ANON_KEY =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9.CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0'

type Variables = Readonly<Record<string, string | boolean | undefined>>

/** Reads the `VITE_*` variables. Throws a sentence that names the variable and what it may be. */
export function readEnv(variables: Variables): Config {
  return {
    supabaseUrl: url('VITE_SUPABASE_URL', variables, 'http://127.0.0.1:54321'),
    supabaseAnonKey: text('VITE_SUPABASE_ANON_KEY', variables) ?? LOCAL_ANON_KEY,
    realtimeEnabled: flag('VITE_REALTIME_ENABLED', variables, true),
    legacyListenersEnabled: flag('VITE_LEGACY_LISTENERS_ENABLED', variables, false),
    deadmodeForcePollingMs: milliseconds('VITE_DEADMODE_FORCE_POLLING_MS', variables),
  }
}

function text(name: string, variables: Variables): string | undefined {
  const value = variables[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function url(name: string, variables: Variables, fallback: string): string {
  const value = text(name, variables) ?? fallback
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new Error(`${name} must be an http(s) address such as ${fallback}; it is "${value}".`)
  return value
}

function flag(name: string, variables: Variables, fallback: boolean): boolean {
  const value = text(name, variables)
  if (value === undefined) return fallback
  if (value !== 'true' && value !== 'false')
    throw new Error(`${name} must be true or false; it is "${value}".`)
  return value === 'true'
}

function milliseconds(name: string, variables: Variables): number | undefined {
  const value = text(name, variables)
  if (value === undefined) return undefined
  const ms = Number(value)
  if (!Number.isInteger(ms) || ms < 1_000)
    throw new Error(
      `${name} must be a whole number of milliseconds, at least 1000; it is "${value}".`,
    )
  return ms
}
