import type { Access } from '../access.ts'

/** Names and values under each other, as the CLI prints them. */
export function block(rows: readonly (readonly [name: string, value: string])[]): string {
  return rows.map(([name, value]) => `${name.padEnd(13)}${value}`.trimEnd()).join('\n')
}

/** What a client needs. */
export function accessRows(backend: Access): readonly (readonly [string, string])[] {
  return [
    ['url', backend.url],
    ['anon key', backend.anonKey],
    ['service key', backend.serviceKey],
    ['publishable', backend.publishableKey],
    ['secret', backend.secretKey],
    ['database', backend.databaseUrl],
  ]
}

/** A number and what it counts, such as `1 socket`. */
export function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}

/** A length of time in its largest unit, such as `5 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}
