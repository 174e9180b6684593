import { readdirSync, readFileSync } from 'node:fs'

/** The kit's files, as text, by name and in the order in which they run. */
export function kitFiles(
  folder: URL = new URL('../sql/', import.meta.url),
): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter(name => /^\d+-.*\.sql$/.test(name))
  return new Map(
    names.toSorted().map(name => [name, readFileSync(new URL(name, folder), 'utf8')] as const),
  )
}

/** The kit as one migration: what `npx everfresh feed init` writes. */
export const kit = (): string => [...kitFiles().values()].join('\n')

/** What `npx everfresh feed remove` writes. */
export const removal = (): string =>
  readFileSync(new URL('../sql/remove.sql', import.meta.url), 'utf8')
