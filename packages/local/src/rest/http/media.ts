import { RestError } from '../errors.ts'

/** In what form a result is sent. */
export interface Media {
  /** `raw`: the value of a function that says itself of what type it is. */
  readonly shape: 'csv' | 'list' | 'raw' | 'single'
  /** Leaves out the fields that are null. */
  readonly stripNulls: boolean
  readonly contentType: string
}

/** One of the types that `Accept` names. */
interface Wish {
  readonly name: string
  readonly stripNulls: boolean
}

const ANY = '*/*'
const LIST: Media = {
  shape: 'list',
  stripNulls: false,
  contentType: 'application/json; charset=utf-8',
}
const CSV: Media = { shape: 'csv', stripNulls: false, contentType: 'text/csv; charset=utf-8' }

function vendor(shape: 'list' | 'single', { stripNulls }: Wish): Media {
  const kind = shape === 'list' ? 'array' : 'object'
  const suffix = stripNulls ? '; nulls=stripped' : ''
  const contentType = `application/vnd.pgrst.${kind}+json${suffix}; charset=utf-8`
  return { shape, stripNulls, contentType }
}

function builtIn(wish: Wish): Media | undefined {
  switch (wish.name) {
    case ANY:
    case 'application/*':
    case 'application/json':
      return LIST
    case 'text/csv':
      return CSV
    case 'application/vnd.pgrst.array':
    case 'application/vnd.pgrst.array+json':
      return vendor('list', wish)
    case 'application/vnd.pgrst.object':
    case 'application/vnd.pgrst.object+json':
      return vendor('single', wish)
    default:
      return undefined
  }
}

function raw(name: string): Media {
  const charset = name.startsWith('text/') ? '; charset=utf-8' : ''
  return { shape: 'raw', stripNulls: false, contentType: `${name}${charset}` }
}

/** `own`: the type that the function yields, if it says one; any type when that is the one of all. */
function mediaFor(wish: Wish, own: string | undefined): Media | undefined {
  if (own === ANY) return wish.name === ANY ? raw('application/octet-stream') : raw(wish.name)
  return own === wish.name ? raw(own) : builtIn(wish)
}

function parseAccept(accept: string): readonly Wish[] {
  return accept
    .split(',')
    .map(text => {
      const [name = '', ...parameters] = text.split(';').map(part => part.trim().toLowerCase())
      const quality = parameters.find(each => each.startsWith('q='))?.slice(2)
      const stripNulls = parameters.includes('nulls=stripped')
      return { name, stripNulls, quality: quality === undefined ? 1 : Number(quality) }
    })
    .toSorted((a, b) => b.quality - a.quality)
}

/**
 * The form that `Accept` likes best of those that can be given. `own` is the media type that a
 * function yields by the name of its result's domain. Throws {@link RestError} PGRST107 when none can.
 */
export function negotiate(accept: string | undefined, own?: string): Media {
  const text = accept ?? ANY
  const wishes = parseAccept(text)
  const media = wishes.map(wish => mediaFor(wish, own)).find(each => each !== undefined)
  if (media !== undefined) return media
  throw new RestError(406, {
    code: 'PGRST107',
    message: `None of these media types are available: ${text
      .split(',')
      .map(type => type.trim())
      .join(', ')}`,
  })
}
