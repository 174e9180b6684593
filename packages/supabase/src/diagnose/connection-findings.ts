import type { Cause, CauseCode, Realtime, Status } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'

const nextSteps: Readonly<Partial<Record<string, string>>> = {
  'socket-closed':
    'Look at the WebSocket in the network panel. A proxy that cuts it, a wrong key and a used-up quota all look like this.',
  'channel-closed':
    'The server ended the channel. Look at its log in the dashboard, under Realtime.',
  'channel-error':
    'Look at the log of Realtime in the dashboard; what the server said is in the evidence.',
  'timed-out':
    'The server was reached and did not answer the join. See whether the database is overloaded or paused.',
  'heartbeat-missed': 'The network swallows what is sent. It is tried again by itself.',
  'token-expired':
    'The session has run out and was not renewed. Sign in again; check the clock of this machine.',
  'token-changed': 'It joins again with the new token by itself.',
  'server-restarting': 'It comes back by itself.',
  'server-not-ready': 'It comes back by itself; a project that was paused takes some minutes.',
  'too-many-requests':
    'A quota of Realtime is used up: connections, joins or messages. Look at its reports in the dashboard.',
  unauthorized:
    'Add a policy for SELECT on realtime.messages that lets this user join this topic, or open the channel with private: false.',
  misconfigured:
    'The server refuses what is listened to. See the findings about tables and filters, or run npx everfresh doctor.',
  'realtime-disabled':
    'Switch Realtime on in the dashboard of the project, under Realtime, Settings.',
} satisfies Record<CauseCode, string>

const statusSteps: Readonly<Record<Exclude<Status, 'live'>, string>> = {
  connecting: 'Wait until the first attempt is over, and run the diagnosis again.',
  polling: 'It is tried again by itself. Queries are polled meanwhile.',
  offline: 'The browser says that there is no network. Nothing is asked until there is.',
  'waiting-auth': 'Sign in: without a session nothing is listened to and nothing is polled.',
  idle: 'Give <RealtimeProvider> a scope, or call follow(scopeId). Queries are polled meanwhile.',
  disabled: 'Switch realtime on.',
}

/** Whether changes are pushed at this moment, and why not. */
export function connectionFindings(
  { state, stopped }: Pick<Realtime, 'state' | 'stopped'>,
  now: number,
): readonly Finding[] {
  // Its state stays what it was at the end, perhaps live.
  if (stopped) return [ended]
  const { status, cause, enabled, backend, since } = state.current
  const forSeconds = `for ${Math.max(0, Math.round((now - since) / 1_000))} s`
  if (!enabled) return [switchedOff]
  if (cause?.code === 'realtime-disabled') return [disabledByServer(cause)]
  const away: Finding = {
    code: 'not-live',
    severity: 'error',
    title: 'The backend does not answer, so nothing is fetched but a probe.',
    evidence: 'Three requests failed one after another, and no probe has been answered since.',
    next: 'See in the network panel what the requests to /rest/v1 fail with.',
  }
  const down = backend === 'away' ? [away] : []
  if (status === 'live') return down
  return [
    {
      code: 'not-live',
      severity: status === 'connecting' ? 'info' : 'error',
      title: `Changes are not pushed: the connection is ${status}.`,
      evidence:
        cause === undefined
          ? `It has been so ${forSeconds}; nothing went wrong before.`
          : `It has been so ${forSeconds}, because of ${cause.code}: ${cause.message}`,
      next: nextSteps[cause?.code ?? ''] ?? statusSteps[status],
    },
    ...down,
  ]
}

const ended: Finding = {
  code: 'not-live',
  severity: 'error',
  title: 'This realtime was stopped: nothing is pushed, polled or caught up.',
  evidence: 'stop() was called on it.',
  next: 'Hand diagnose the realtime that the app uses now. Where that is this one, look for who calls stop(); it is for good, so make a new one.',
}

const switchedOff: Finding = {
  code: 'realtime-disabled',
  severity: 'warning',
  title: 'Realtime is switched off here, so everything is polled.',
  evidence: 'createRealtime was given enabled: false, or setEnabled(false) was called.',
  next: 'Switch it on: setEnabled(true), or the setting that the app builds it from, such as VITE_REALTIME_ENABLED.',
}

function disabledByServer({ code, message }: Cause): Finding {
  return {
    code: 'realtime-disabled',
    severity: 'error',
    title: 'The server says that Realtime is switched off for this project.',
    evidence: message,
    next: nextSteps[code] ?? '',
  }
}
