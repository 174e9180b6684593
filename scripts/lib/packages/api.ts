import { readDeclarations, type Declarations, type Place } from './declarations.ts'

/**
 * All that can be seen of an entry by its types: what it exports, and what those name without exporting it; both
 * sorted and without comments, so that moving code between files changes nothing.
 */
export function apiOf(types: string): string {
  const known = new Map<string, Declarations>()
  const read = (file: string): Declarations => {
    const declarations = known.get(file) ?? readDeclarations(file, read)
    known.set(file, declarations)
    return declarations
  }
  const exported = [...read(types).exported]
  const told = new Map<string, readonly string[]>()
  const queue: Place[] = exported.map(([, place]) => place)
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    const { file, name, statements } = declarationOf(place, read)
    if (told.has(`${file}#${name}`)) continue
    told.set(`${file}#${name}`, statements)
    const { declared, imported } = read(file)
    for (const [word] of statements.join('\n').matchAll(/[A-Za-z_$][\w$]*/g)) {
      const from = imported.get(word) ?? (declared.has(word) ? { file, name: word } : undefined)
      if (from !== undefined) queue.push(from)
    }
  }
  const shown = exported
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, place]) => {
      const { file, name: own, statements } = declarationOf(place, read)
      told.set(`${file}#${own}`, [])
      return `export ${statements.join('\nexport ')}${own === name ? '' : ` // as ${name}`}`
    })
  const inner = [...told.values()].map(statements => statements.join('\n')).filter(Boolean)
  return [...shown, '', ...inner.toSorted()].join('\n').trimEnd()
}

type Read = (file: string) => Declarations

function declarationOf(
  place: Place,
  read: Read,
): Place & { readonly statements: readonly string[] } {
  const { declared, imported, exported } = read(place.file)
  const statements = declared.get(place.name)
  if (statements !== undefined) return { ...place, statements }
  const next = exported.get(place.name) ?? imported.get(place.name)
  if (next === undefined) throw new Error(`${place.file} does not declare ${place.name}.`)
  return declarationOf(next, read)
}
