const EXTRA = ['public', 'extensions']

/** Where unqualified names of a request are looked for: the schema asked for, then what hosted Supabase adds. */
export function searchPath(schema: string): string {
  const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
  return [...new Set([schema, ...EXTRA])].map(quote).join(', ')
}
