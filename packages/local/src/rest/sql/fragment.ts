import { RestError } from '../errors.ts'

interface Value {
  readonly value: string
}

/**
 * A piece of a statement: texts, the values that become parameters, and other pieces. Fragments are
 * the only thing that can be put into a fragment, so a string of the request can reach a statement
 * as a parameter or as a quoted identifier, and in no other way.
 */
export interface Fragment {
  readonly parts: readonly (Fragment | Value | string)[]
}

function literal(text: string): Fragment {
  return { parts: [text] }
}

/** A fragment from a template of constant text and other fragments. */
export function sql(texts: TemplateStringsArray, ...holes: readonly Fragment[]): Fragment {
  return { parts: texts.flatMap((text, index) => [text, holes[index] ?? '']) }
}

export const nothing: Fragment = sql``

/** One parameter. PostgreSQL infers its type from where it stands, as it does for a literal. */
export function value(text: string): Fragment {
  return { parts: [{ value: text }] }
}

/** A quoted identifier. Throws {@link RestError} for a NUL, which would end the statement's text. */
export function identifier(name: string): Fragment {
  if (name.includes('\0')) {
    throw new RestError(400, {
      code: 'PGRST100',
      message: 'A name in the request contains a NUL character, which PostgreSQL does not allow',
    })
  }
  return literal(`"${name.replaceAll('"', '""')}"`)
}

/** A quoted, schema-qualified name. */
export function qualified(schema: string, name: string): Fragment {
  return sql`${identifier(schema)}.${identifier(name)}`
}

/** SQL that PostgreSQL's own catalogue wrote: a type's name or a column's default. Never a request's text. */
export function fromCatalogue(text: string): Fragment {
  return literal(text)
}

/** The type of a cast, checked to be words only, so that it can be nothing but the name of a type. */
export function typeName(words: string): Fragment {
  if (!/^[a-z_][\w]*([ .][a-z_][\w]*)*(\[\])?$/i.test(words)) {
    throw new RestError(400, { code: 'PGRST100', message: `"${words}" is not the name of a type` })
  }
  return literal(words)
}

/** The fragments one after the other with `separator` between. */
export function join(fragments: readonly Fragment[], separator: Fragment = sql`, `): Fragment {
  return {
    parts: fragments.flatMap((each, index) => (index === 0 ? [each] : [separator, each])),
  }
}

function write(fragment: Fragment, texts: string[], values: string[]): void {
  for (const part of fragment.parts) {
    if (typeof part === 'string') texts.push(part)
    else if ('parts' in part) write(part, texts, values)
    else texts.push(`$${values.push(part.value)}`)
  }
}

/** The statement for PostgreSQL: `$1`, `$2` ... in the text, and their values. */
export function statement(fragment: Fragment): {
  readonly text: string
  readonly values: string[]
} {
  const texts: string[] = []
  const values: string[] = []
  write(fragment, texts, values)
  return { text: texts.join(''), values }
}
