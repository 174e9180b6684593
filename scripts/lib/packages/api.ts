import { declarationsReader, declaredAt, type Place, type Read } from './declarations.ts'

/** An entry of a package, and the file of its declarations. */
export interface Seen {
  readonly name: string
  readonly types: string
}

/**
 * All that can be seen of a package by its types: what each entry exports, and once for all of them what those
 * name without exporting it. Sorted and without comments, so that moving code between files changes nothing.
 */
export function apiOf(entries: readonly Seen[]): string {
  const read = declarationsReader()
  const shown = new Map<string, Told>()
  const sections = entries.map(({ name, types }) => {
    const exported = [...read(types).exported].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const told = exported.map(([as, place]) => ({ as, ...declarationOf(place, read) }))
    // A second entry that exports the same says its name only.
    const lines = told.map(one => lineOf(one, shown.has(idOf(one))))
    for (const one of told) shown.set(idOf(one), one)
    return [`# ${name}`, '', ...lines].join('\n')
  })
  const inner = namedBy([...shown.values()], read).map(({ statements }) => statements.join('\n'))
  return [...sections, ['# named by these, not exported', '', ...inner.toSorted()].join('\n')].join(
    '\n\n',
  )
}

interface Told extends Place {
  readonly statements: readonly string[]
}

function idOf({ file, name }: Place): string {
  return `${file}#${name}`
}

function lineOf({ as, name, statements }: Told & { readonly as: string }, again: boolean): string {
  if (again) return `export { ${as} }`
  return `export ${statements.join('\nexport ')}${as === name ? '' : ` // as ${as}`}`
}

/** What `shown` names, and what that names, and so on. */
function namedBy(shown: readonly Told[], read: Read): readonly Told[] {
  const found = new Map(shown.map(one => [idOf(one), one]))
  const queue = [...shown]
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const { file, statements } = one
    const { declared, imported } = read(file)
    for (const [word] of statements.join('\n').matchAll(/[A-Za-z_$][\w$]*/g)) {
      const place = imported.get(word) ?? (declared.has(word) ? { file, name: word } : undefined)
      const next = place === undefined ? undefined : declarationOf(place, read)
      if (next === undefined || found.has(idOf(next))) continue
      found.set(idOf(next), next)
      queue.push(next)
    }
  }
  return [...found.values()].slice(shown.length)
}

function declarationOf(place: Place, read: Read): Told {
  const at = declaredAt(place, read)
  return { ...at, statements: read(at.file).declared.get(at.name) ?? [] }
}
