import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// The compiler writes declarations in one form: each statement begins at the start of a line, and its inner
// lines do not. That is all that is read here; what a statement says is left as it is.

/** A name in a file. */
export interface Place {
  readonly file: string
  readonly name: string
}

/** What a file of declarations says of names. */
interface Declarations {
  /** The statements that declare a name: several for overloads. */
  readonly declared: ReadonlyMap<string, readonly string[]>
  /** From the files beside it only; other packages are not followed. */
  readonly imported: ReadonlyMap<string, Place>
  readonly exported: ReadonlyMap<string, Place>
}

/** What a file says. */
export type Read = (file: string) => Declarations

/** Reads each file once. */
export function declarationsReader(): Read {
  const known = new Map<string, Declarations>()
  const read: Read = file => {
    const declarations = known.get(file) ?? readDeclarations(file, read)
    known.set(file, declarations)
    return declarations
  }
  return read
}

/** Where that which is called so at `place` is declared, through however many files it is passed on. */
export function declaredAt(place: Place, read: Read): Place {
  const { declared, imported, exported } = read(place.file)
  if (declared.has(place.name)) return place
  const next = exported.get(place.name) ?? imported.get(place.name)
  if (next === undefined) throw new Error(`${place.file} does not declare ${place.name}.`)
  return declaredAt(next, read)
}

/** `read` gets the files that it exports whole. */
function readDeclarations(file: string, read: Read): Declarations {
  const declared = new Map<string, string[]>()
  const imported = new Map<string, Place>()
  const exported = new Map<string, Place>()
  for (const statement of statementsOf(readFileSync(file, 'utf8'))) {
    const passed = passedOn(statement)
    if (passed === undefined) {
      const { name, text, isExported } = declaration(statement)
      declared.set(name, [...(declared.get(name) ?? []), text])
      if (isExported) exported.set(name, { file, name })
      continue
    }
    const { from } = passed
    if (from !== undefined && !from.startsWith('.')) continue
    const source = from === undefined ? file : join(dirname(file), from.replace(/\.tsx?$/, '.d.ts'))
    if (passed.isAll) for (const [name, place] of read(source).exported) exported.set(name, place)
    const names = passed.how === 'export' ? exported : imported
    for (const { name, as } of passed.names) names.set(as, { file: source, name })
  }
  return { declared, imported, exported }
}

function statementsOf(text: string): readonly string[] {
  const code = text.replaceAll(/^\s*\/\*[\s\S]*?\*\/\n/gm, '').replaceAll(/^\/\/.*$/gm, '')
  return code
    .split(/\n(?=(?:import|export|declare|type|interface|abstract)\b)/)
    .map(statement => statement.trim())
    .filter(statement => statement !== '' && statement !== 'export {};')
}

/** An `import` or `export` of names that are declared elsewhere; undefined for a declaration. */
function passedOn(statement: string) {
  const pattern = /^(import|export)(?: type)? (\{[\s\S]*?\}|\*)(?: from '(.+)')?/
  const [, how, names = '', from] = pattern.exec(statement) ?? []
  if (how === undefined) return undefined
  const pairs = names.matchAll(/(?:type )?([\w$]+)(?: as ([\w$]+))?/g)
  return {
    how,
    from,
    isAll: names === '*',
    names: Array.from(pairs, ([, name = '', as = name]) => ({ name, as })),
  }
}

function declaration(statement: string) {
  const pattern = /^(export )?((?:declare |abstract )*\w+ ([\w$]+)[\s\S]*)$/
  const [, exported, text = statement, name = ''] = pattern.exec(statement) ?? []
  return { name, text, isExported: exported !== undefined }
}
