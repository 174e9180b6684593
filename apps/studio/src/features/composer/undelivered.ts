import { explain, RequestError } from '../../data/request-error.ts'

/** Why a prompt was not taken, and that nothing is lost: for a person, with what to do next. */
export function undelivered(error: unknown): string {
  const fault = error instanceof RequestError ? error.fault : undefined
  switch (fault) {
    case 'unreachable':
      return 'The connection was lost while sending. Your text is kept: send it again when the connection is back, nothing will be made twice.'
    case 'slow':
      return 'There was no answer within 20 seconds. Your text is kept: send it again, nothing will be made twice.'
    case 'unavailable':
      return 'The backend cannot take tasks right now. Your text is kept: send it again in a moment, nothing will be made twice.'
    case 'gone':
    case 'not-yours':
      return 'This project was deleted meanwhile. Your text is kept: choose another project above, it comes along.'
    case 'signed-out':
    case 'refused':
    case undefined:
      return `${explain(error)} Your text is kept.`
  }
}
