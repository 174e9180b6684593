import type { Config } from '@/shared/lib/config'
import { problemOf, readSwitches, type Origin } from '@/shared/lib/switches'

/** The published demo key of every local Supabase stack. Public by design: row-level security decides. */
const LOCAL_ANON_KEY =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9.CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0'

type Variables = Readonly<Record<string, string | boolean | undefined>>

const variablesOrigin: Origin = {
  names: {
    realtimeEnabled: 'VITE_REALTIME_ENABLED',
    legacyListenersEnabled: 'VITE_LEGACY_LISTENERS_ENABLED',
    pollingMs: 'VITE_DEADMODE_FORCE_POLLING_MS',
    realtimeSource: 'VITE_REALTIME_SOURCE',
  },
  on: 'true',
  off: 'false',
  where: '',
  instead: {
    realtimeEnabled: 'the default, true, is used',
    legacyListenersEnabled: 'the default, false, is used',
    pollingMs: 'the default, 5000, is used',
    realtimeSource: 'the default, postgres_changes, is used',
  },
}

/**
 * Reads the `VITE_*` variables. A switch that makes no sense is reported in `problems`, and its default used.
 * Throws a sentence for an address of Supabase that is none: nothing works without.
 */
export function readEnv(variables: Variables): Config {
  const { switches, problems } = readSwitches(name => text(name, variables), variablesOrigin)
  return {
    supabaseUrl: url('VITE_SUPABASE_URL', variables, 'http://127.0.0.1:54321'),
    supabaseAnonKey: text('VITE_SUPABASE_ANON_KEY', variables) ?? LOCAL_ANON_KEY,
    realtimeEnabled: switches.realtimeEnabled ?? true,
    legacyListenersEnabled: switches.legacyListenersEnabled ?? false,
    deadmodeForcePollingMs: switches.pollingMs,
    realtimeSource: switches.realtimeSource ?? 'postgres_changes',
    problems: [...problems, ...devtoolsProblems(variables)],
  }
}

/** Whether the build has the devtools is decided while it is built; here it is only told what makes no sense. */
function devtoolsProblems(variables: Variables): readonly string[] {
  const value = text('VITE_DEVTOOLS', variables) ?? 'false'
  if (value === 'true' || value === 'false') return []
  return [problemOf('VITE_DEVTOOLS', value, 'true or false', 'the default, false, is used')]
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
