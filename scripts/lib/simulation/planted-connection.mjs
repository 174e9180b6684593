/** @typedef {import('./planted.mjs').Mutant} Mutant */

/** @type {readonly Mutant[]} */
export const plantedInConnection = [
  {
    name: 'no catch-up on the way into live',
    file: 'connection/machine.ts',
    find: "return [{ ...state, isolation, link: live }, { type: 'catch-up' }]",
    put: 'return [{ ...state, isolation, link: live }]',
  },
  {
    name: 'a repeated proof is no gap',
    file: 'connection/machine.ts',
    find: "return ours ? [known] : [known, { type: 'catch-up' }]",
    put: 'return [known]',
  },
  {
    name: 'SUBSCRIBED is taken for live',
    file: 'connection/machine.ts',
    find: '      return joined(state, now)',
    put: '      return proved(state, now)',
  },
  {
    name: 'the counter of failures begins anew with each attempt',
    file: 'connection/attempt.ts',
    find: "{ name: 'joining', failures, cause, since",
    put: "{ name: 'joining', failures: 0, cause, since",
  },
  {
    name: 'intents keep each other waiting for ever',
    file: 'reconnect/machine.ts',
    find: 'Math.min(now + times.debounceMs, firstAt + times.maxWaitMs)',
    put: 'now + times.debounceMs',
  },
  {
    name: 'an intent within the minimum interval is dropped',
    file: 'reconnect/machine.ts',
    find: "        case 'intent':\n",
    put: "        case 'intent':\n          if (now - state.lastAt < times.minIntervalMs) return [state]\n",
  },
  {
    name: 'unsubscribing removes everybody of that name',
    file: 'auth/auth-state-manager.ts',
    find: '      return undo\n',
    put: '      return () => {\n        undo()\n        subscribers.clear()\n      }\n',
  },
  {
    name: 'a new token is not passed on',
    file: 'connection/machine.ts',
    find: "      if (state.isolation.refused.length > 0) return retry(state, now)\n      return [{ ...state, renewedAt: now }, { type: 'renew' }]",
    put: '      if (state.isolation.refused.length > 0) return retry(state, now)\n      return [{ ...state, renewedAt: now }]',
  },
  {
    name: 'silence is taken for death without asking',
    file: 'connection/pulse.ts',
    find: 'return pulse.probes >= MOST_PROBES',
    put: 'return true',
  },
  {
    name: 'death is never found out',
    file: 'connection/limits.ts',
    find: 'const SILENCE_LIMIT_MS = 37_500',
    put: 'const SILENCE_LIMIT_MS = 3_600_000',
  },
  {
    name: 'a healthy channel is healed all the same',
    file: 'connection/machine.ts',
    find: "return priority === 'high' && state.isolation.refused.length > 0 ? retry(state, now) : [state]",
    put: 'return retry(state, now)',
  },
  {
    name: 'a dead attempt still has a say',
    file: 'connection/machine.ts',
    find: 'return event.epoch === state.epoch ? heard(state, event, now) : [state]',
    put: 'return heard(state, event, now)',
  },
  {
    name: 'waking does not ask the socket',
    file: 'environment.ts',
    find: 'whenTrue(visible, wake), whenTrue(online, wake), resumed',
    put: 'resumed',
  },
  {
    name: 'the channel is not closed when its scope changes',
    file: 'connection/attempt.ts',
    find: "    ...closing(before),\n    { type: 'open'",
    put: "    { type: 'open'",
  },
  {
    name: 'what is refused is asked again at once',
    file: 'connection/loss.ts',
    find: "return failures === 0 ? replace(state, failed, now) : wait(state, failed, 'backoff', now)",
    put: 'return replace(state, failed, now)',
  },
  {
    name: 'a sign-out is taken for an outage',
    file: 'auth/machine.ts',
    find: "      return [{ name: 'signed-out' }, { type: 'signed-out' }]",
    put: '      return [state]',
  },
  {
    name: 'SIGNED_IN on each focus is a change',
    file: 'auth/machine.ts',
    find: '    return [state]\n  },\n}',
    put: "    return [{ name: 'signed-in', session }, { type: 'user-changed', session }]\n  },\n}",
  },
  {
    name: 'one bad table mutes the others',
    file: 'connection/loss.ts',
    find: 'if (cause.refused !== undefined) return refused(state, { failures, cause }, cause.refused, now)',
    put: '',
  },
  {
    name: 'a hidden page goes on joining',
    file: 'connection/limits.ts',
    find: "      if (page === 'hidden') return undefined\n",
    put: '',
  },
  {
    name: 'an expired token is joined with on waking',
    file: 'connection/waking.ts',
    find: '    if (isAtRisk) return replace(',
    put: '    if (!isAtRisk) return replace(',
  },
  {
    name: 'a rejoining client is waited for without end',
    file: 'connection/limits.ts',
    find: 'const REJOIN_LIMIT_MS = 12_000',
    put: 'const REJOIN_LIMIT_MS = 86_400_000',
  },
]
