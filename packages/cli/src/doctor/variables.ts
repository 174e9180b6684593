/** The environment, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What bundlers put into web pages: whoever opens the page can read the variable. */
const PUBLIC_PREFIXES = ['VITE_', 'NEXT_PUBLIC_', 'EXPO_PUBLIC_', 'PUBLIC_'] as const

/** The names that are looked at, the first that is set counts. */
export const VARIABLES: Readonly<
  Record<'url' | 'key' | 'token' | 'db', readonly [string, ...string[]]>
> = {
  url: ['SUPABASE_URL', ...PUBLIC_PREFIXES.map(prefix => `${prefix}SUPABASE_URL`)],
  key: [
    'SUPABASE_ANON_KEY',
    'SUPABASE_PUBLISHABLE_KEY',
    ...PUBLIC_PREFIXES.flatMap(prefix => [
      `${prefix}SUPABASE_ANON_KEY`,
      `${prefix}SUPABASE_PUBLISHABLE_KEY`,
    ]),
  ],
  token: ['SUPABASE_USER_TOKEN'],
  db: ['SUPABASE_DB_URL', 'DATABASE_URL'],
}

/** A value and where it was found. */
export interface Found {
  readonly value: string
  readonly from: string
}

/** The option, else the first variable that is set, not empty and meant; undefined where there is neither. */
export function find(
  what: keyof typeof VARIABLES,
  option: string | undefined,
  environment: Environment,
  isMeant: (value: string) => boolean = () => true,
): Found | undefined {
  if (option !== undefined) return { value: option, from: `--${what}` }
  for (const name of VARIABLES[what]) {
    const value = environment[name]
    if (value !== undefined && value !== '' && isMeant(value)) return { value, from: name }
  }
  return undefined
}

/** Whether a variable of this name ends in a web page. */
export function isPublic(name: string): boolean {
  return PUBLIC_PREFIXES.some(prefix => name.startsWith(prefix))
}
