import { RestError } from '../errors.ts'

/**
 * A piece of a statement: text with holes, and the values that fill the holes as parameters.
 * Fragments are the only thing that can be put into a fragment, so a string of the request can
 * reach a statement as a parameter or as a quoted identifier, and in no other way.
 */
export interface Fragment {
  /** One more than there are values. */
  readonly texts: readonly string[]
  readonly values: readonly string[]
}

function append(left: Fragment, right: Fragment): Fragment {
  const seam = `${left.texts.at(-1) ?? ''}${right.texts[0] ?? ''}`
  return {
    texts: [...left.texts.slice(0, -1), seam, ...right.texts.slice(1)],
    values: [...left.values, ...right.values],
  }
}

function literal(text: string): Fragment {
  return { texts: [text], values: [] }
}

/** A fragment from a template of constant text and other fragments. */
export function sql(texts: TemplateStringsArray, ...holes: readonly Fragment[]): Fragment {
  return holes.reduce(
    (whole, hole, index) => append(append(whole, hole), literal(texts[index + 1] ?? '')),
    literal(texts[0] ?? ''),
  )
}

export const nothing: Fragment = sql``

/** One parameter. PostgreSQL infers its type from where it stands, as it does for a literal. */
export function value(text: string): Fragment {
  return { texts: ['', ''], values: [text] }
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
  return fragments.reduce(
    (whole, each, index) => (index === 0 ? each : append(append(whole, separator), each)),
    nothing,
  )
}

/** The statement for PostgreSQL: `$1`, `$2` ... in the text, and their values. */
export function statement(fragment: Fragment): {
  readonly text: string
  readonly values: string[]
} {
  const text = fragment.texts.reduce((before, after, index) => `${before}$${index}${after}`)
  return { text, values: [...fragment.values] }
}
