/**
 * @typedef {object} Mutant A bug that some peer, or an ancestor of this project, has shipped.
 * @property {string} name
 * @property {string} file In packages/core/src.
 * @property {string} find Text that stands there exactly once.
 * @property {string} put What stands there instead.
 * @property {ReadonlyArray<{ find: string, put: string }>} [and] More of the same file.
 */

/** @type {readonly Mutant[]} */
export const planted = [
  {
    name: 'no catch-up on the way into live',
    file: 'connection/machine.ts',
    find: "return [{ ...state, link: live }, { type: 'catch-up' }]",
    put: 'return [{ ...state, link: live }]',
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
    find: '        return joined(state)',
    put: '        return proved(state, now)',
  },
  {
    name: 'a refetch cancels the fetch in flight',
    file: 'invalidation/refetcher.ts',
    find: 'ledger.isInFlight(query) || !ledger.isOwed(query)',
    put: '!ledger.isOwed(query)',
    and: [
      {
        find: "    if (query.state.fetchStatus !== 'idle') return\n    // Where",
        put: '    // Where',
      },
      {
        find: 'query.fetch().catch',
        put: 'Reflect.apply(query.fetch, query, [undefined, { cancelRefetch: true }]).catch',
      },
    ],
  },
  {
    name: 'a change during a fetch is forgotten',
    file: 'invalidation/refetcher.ts',
    find: '    if (!succeeded || !ledger.isOwed(query)) return\n',
    put: '    if (ledger.isOwed(query)) return\n',
  },
  {
    name: "query-core's own mark hides the next invalidation",
    file: 'invalidation/refetcher.ts',
    find: 'if (query.state.isInvalidated) query.setState({ isInvalidated: false })',
    put: '',
  },
  {
    name: 'the counter of failures begins anew with each attempt',
    file: 'connection/machine.ts',
    find: "link: { name: 'joining', failures, cause } },\n    { type: 'open'",
    put: "link: { name: 'joining', failures: 0, cause } },\n    { type: 'open'",
  },
  {
    name: 'a window that each event puts off',
    file: 'invalidation/windows.ts',
    find: 'entry.dueAt ??= dueAt(entry, now)',
    put: 'entry.dueAt = dueAt(entry, now)',
  },
  {
    name: 'the last event of a burst is lost',
    file: 'invalidation/windows.ts',
    find: 'entry.dueAt ??= dueAt(entry, now)',
    put: 'if (now - entry.flushedAt >= options.windowMs) entry.dueAt ??= dueAt(entry, now)',
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
    name: 'the jitter is drawn anew at each rendering',
    file: 'polling/policy.ts',
    find: 'fraction(`${query.queryHash}#${cycle}`)',
    put: 'Math.random()',
  },
  {
    name: 'unsubscribing removes everybody of that name',
    file: 'auth/auth-state-manager.ts',
    find: '      return undo\n',
    put: '      return () => {\n        undo()\n        subscribers.clear()\n      }\n',
  },
  {
    name: 'the caches are emptied on the way into live',
    file: 'invalidation/router.ts',
    find: "      trace.add('router', 'catch-up')\n",
    put: "      trace.add('router', 'catch-up')\n      for (const [query] of covered()) Reflect.apply(Reflect.get(query, 'reset'), query, [])\n",
  },
  {
    name: 'a new token is not passed on',
    file: 'connection/machine.ts',
    find: "return [{ ...state, renewedAt: now }, { type: 'renew' }]",
    put: 'return [{ ...state, renewedAt: now }]',
  },
  {
    name: 'a hold is never released',
    file: 'invalidation/holds.ts',
    find: '    if (!holds.delete(hold)) return false\n',
    put: '    return false\n',
  },
  {
    name: 'a hold does not stop a response begun before it',
    file: 'invalidation/refetcher.ts',
    find: '      if (hasData(query)) query.cancel({ revert: true }).catch(() => undefined)\n',
    put: '',
  },
  {
    name: 'a hold is not obeyed by polls',
    file: 'invalidation/refetcher.ts',
    find: 'if (hasData(query) && isHeld(query.queryKey)) return owe(query)',
    put: '',
  },
  {
    name: 'silence is taken for death without asking',
    file: 'connection/machine.ts',
    find: 'if (link.probes < MOST_PROBES)',
    put: 'if (link.probes < 0)',
  },
  {
    name: 'death is never found out',
    file: 'connection/limits.ts',
    find: 'ms: Math.max(0, link.aliveAt + SILENCE_LIMIT_MS - now), event',
    put: 'ms: 3_600_000, event',
  },
  {
    name: 'a healthy channel is healed all the same',
    file: 'connection/machine.ts',
    find: "return link.name === 'rejoining' && priority === 'high' ?",
    put: 'return hasChannel(link) ?',
  },
  {
    name: 'a dead attempt still has a say',
    file: 'connection/machine.ts',
    find: "    if ('epoch' in event && event.epoch !== state.epoch) return [state]\n",
    put: '',
  },
  {
    name: 'poller and hook both poll a query',
    file: 'polling/poller.ts',
    find: 'pollsItself(query, interval) ? OWN_POLL_GRACE_MS : 0',
    put: '-1_000',
  },
  {
    name: 'polling goes on while live',
    file: 'polling/policy.ts',
    find: 'if (safe) return options.safetyMs\n',
    put: '',
  },
  {
    name: 'no safety refetch',
    file: 'polling/policy.ts',
    find: 'if (live && !owed && !mode.visible) return false',
    put: 'if (live && !owed) return false',
  },
  {
    name: 'no polling while not live',
    file: 'polling/policy.ts',
    find: "if (!mode.online || mode.status === 'waiting-auth') return false",
    put: "if (!mode.online || mode.status !== 'live') return false",
  },
  {
    name: 'a change of state does not reach the poller',
    file: 'polling/poller.ts',
    find: 'const undos = [mode.subscribe(replan), host.onReplan(replan)]',
    put: 'const undos = [host.onReplan(replan)]',
  },
  {
    name: 'waking does not ask the socket',
    file: 'environment.ts',
    find: 'if (sign.current) wake()',
    put: 'if (sign.current) wake.toString()',
  },
  {
    name: 'a failed fetch is never made up for while live',
    file: 'polling/policy.ts',
    find: "const owed = query.state.isInvalidated || query.state.status === 'pending'",
    put: 'const owed = false',
  },
  {
    name: 'an event without its scope is dropped',
    file: 'invalidation/windows.ts',
    find: '      const hash = hashKey(key)\n',
    put: '      if (key.length < 2) return\n      const hash = hashKey(key)\n',
  },
  {
    name: 'keys are compared by their text joined',
    file: 'invalidation/match.ts',
    find: 'return partlyEquals(key, prefix)',
    put: "return key.join('|') === prefix.join('|')",
  },
  {
    name: 'the channel is not closed when its scope changes',
    file: 'connection/machine.ts',
    find: "const close: ConnectionEffect[] = hasChannel(state.link) ? [{ type: 'close' }] : []",
    put: 'const close: ConnectionEffect[] = []',
  },
  {
    name: 'a timer outlives the end',
    file: 'polling/poller.ts',
    find: '      plan.close()\n',
    put: '',
  },
  {
    name: 'what is refused is asked again at once',
    file: 'connection/machine.ts',
    find: 'return failures === 0 ? replace(state, 1, cause) :',
    put: 'return failures < 99 ? replace(state, 1, cause) :',
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
]
