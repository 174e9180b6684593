import type { CauseCode } from '@everfresh/core'

/** What to do about a channel that was lost, by its cause. */
export const CHANNEL_ADVICE: Readonly<Record<CauseCode, string>> = {
  'socket-closed': 'Look for a proxy on the way that cuts sockets, and at the server’s log.',
  'channel-closed': 'Look at the Realtime log of the project.',
  'channel-error':
    'Look at the Realtime log of the project, and whether its database has connections left.',
  'timed-out': 'The server is starting or overloaded: try again, with a longer --timeout.',
  'heartbeat-missed': 'Look for a proxy on the way that passes nothing on.',
  'token-expired': 'Give a fresh --token; where it is fresh, set this machine’s clock.',
  'token-changed': 'Try again.',
  'server-restarting': 'Try again in a minute.',
  'server-not-ready': 'Try again in a minute; where it stays, look whether the database runs.',
  'too-many-requests':
    'Wait a minute. Where it stays: the limits of the plan, and tabs or loops that join without end.',
  unauthorized:
    'Where the project allows private channels only, give --topic and a user’s --token; else write the policy on realtime.messages for that topic.',
  misconfigured: 'Compare tables and filters with the database: --db tells which is wrong.',
  'realtime-disabled': 'Switch Realtime on: Realtime → Settings in the dashboard.',
}
