import type { SocketEvent, Who } from '../realtime/watch.ts'
import type { Activity, RequestView } from './activity.ts'

const LONGEST_WORD = 80

/** One activity as one line for a terminal: no token, no row, no control character. */
export function lineOf(activity: Activity): string {
  switch (activity.kind) {
    case 'request':
      return requestLine(activity)
    case 'socket':
      return `SOCKET  ${socketLine(activity)}`
    case 'change':
      return `${activity.type.padEnd(8)}${plain(`${activity.schema}.${activity.table}`)} → ${activity.subscribers}`
  }
}

function requestLine({ method, path, status, ms, role, user }: RequestView): string {
  const who = role === null ? '' : ` ${whoLine({ role, user })}`
  return `${method.padEnd(8)}${plain(path)} ${status} ${ms.toFixed(ms < 10 ? 1 : 0)} ms${who}`
}

function socketLine(event: SocketEvent): string {
  switch (event.event) {
    case 'open':
      return `#${event.socket} opens ${whoLine(event)}`
    case 'refuse':
      return `refused ${event.status} (${plain(event.reason)})`
    case 'close':
      return `#${event.socket} closes ${event.code}`
    case 'join':
      return `#${event.socket} joins ${plain(event.topic)} ${whoLine(event)}`
    case 'refuse-join':
      return `#${event.socket} may not join ${plain(event.topic)} (${plain(event.reason)})`
    case 'leave':
      return `#${event.socket} leaves ${plain(event.topic)}`
    case 'end':
      return `#${event.socket} is put out of ${plain(event.topic)}`
  }
}

/** The role, and enough of the user's id to tell users apart. */
function whoLine({ role, user }: Who): string {
  return user === null ? plain(role) : `${plain(role)}/${plain(user.slice(0, 8))}`
}

/** A client chose these words: nothing in them may move the cursor or begin a line. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, LONGEST_WORD)
}
