import { RestError } from '../errors.ts'

/** In what form a result is sent. */
export interface Media {
  readonly shape: 'list' | 'single'
  /** Leaves out the fields that are null. */
  readonly stripNulls: boolean
  readonly contentType: string
}

const LIST: Media = {
  shape: 'list',
  stripNulls: false,
  contentType: 'application/json; charset=utf-8',
}

function parseOne(type: string): Media | undefined {
  const [name = '', ...parameters] = type.split(';').map(part => part.trim().toLowerCase())
  const stripNulls = parameters.includes('nulls=stripped')
  const suffix = stripNulls ? '; nulls=stripped' : ''
  switch (name) {
    case '*/*':
    case 'application/*':
    case 'application/json':
      return LIST
    case 'application/vnd.pgrst.array':
    case 'application/vnd.pgrst.array+json':
      return {
        shape: 'list',
        stripNulls,
        contentType: `application/vnd.pgrst.array+json${suffix}; charset=utf-8`,
      }
    case 'application/vnd.pgrst.object':
    case 'application/vnd.pgrst.object+json':
      return {
        shape: 'single',
        stripNulls,
        contentType: `application/vnd.pgrst.object+json${suffix}; charset=utf-8`,
      }
    default:
      return undefined
  }
}

/** The first form of `Accept` that can be given. Throws {@link RestError} PGRST107 when none can. */
export function negotiate(accept: string | undefined): Media {
  const types = (accept ?? '*/*').split(',')
  const media = types.map(parseOne).find(each => each !== undefined)
  if (media !== undefined) return media
  throw new RestError(406, {
    code: 'PGRST107',
    message: `None of these media types are available: ${types.map(type => type.trim()).join(', ')}`,
  })
}
