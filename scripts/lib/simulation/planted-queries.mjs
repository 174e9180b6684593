/** @typedef {import('./planted.mjs').Mutant} Mutant */

/** @type {readonly Mutant[]} */
export const plantedInQueries = [
  {
    name: 'a refetch cancels the fetch in flight',
    file: 'invalidation/refetcher.ts',
    find: 'ledger.isInFlight(query) || !ledger.isOwed(query)',
    put: '!ledger.isOwed(query)',
    and: [
      {
        find: "    if (query.state.fetchStatus !== 'idle') return\n    if (isHeld(query)) return owe(query)\n",
        put: '    if (isHeld(query)) return owe(query)\n',
      },
      {
        find: '    query.fetch().catch(',
        put: '    Reflect.apply(query.fetch, query, [undefined, { cancelRefetch: true }]).catch(',
      },
    ],
  },
  {
    name: 'a change during a fetch is forgotten',
    file: 'invalidation/refetcher.ts',
    find: 'if (succeeded && ledger.isOwed(query)) soon.add(query)',
    put: 'if (!ledger.isOwed(query)) soon.add(query)',
  },
  {
    name: "query-core's own mark hides the next invalidation",
    file: 'invalidation/refetcher.ts',
    find: 'if (query.state.isInvalidated) query.setState({ isInvalidated: false })',
    put: '',
  },
  {
    name: 'a window that each event puts off',
    file: 'invalidation/windows.ts',
    find: '      if (entry.dueAt === undefined) {\n',
    put: '      {\n',
  },
  {
    name: 'the last event of a burst is lost',
    file: 'invalidation/windows.ts',
    find: '      if (entry.dueAt === undefined) {\n',
    put: '      if (entry.dueAt === undefined && now - entry.flushedAt >= windowMs) {\n',
  },
  {
    name: 'the jitter is drawn anew at each rendering',
    file: 'polling/policy.ts',
    find: 'fraction(`${query.queryHash}#${cycle}`)',
    put: 'Math.random()',
  },
  {
    name: 'the caches are emptied on the way into live',
    file: 'invalidation/router.ts',
    find: "      const of = only === undefined ? 'all' : 'new cache'\n",
    put: "      const of = only === undefined ? 'all' : 'new cache'\n      for (const [query] of covered()) Reflect.apply(Reflect.get(query, 'reset'), query, [])\n",
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
    find: '    if (hasData(query)) query.cancel({ revert: true }).catch(() => undefined)\n',
    put: '',
  },
  {
    name: 'a hold is not obeyed by polls',
    file: 'invalidation/refetcher.ts',
    find: '    if (isHeld(query)) return owe(query)\n',
    put: '',
  },
  {
    name: 'poller and hook both poll a query',
    file: 'polling/poller.ts',
    find: 'own <= interval * JITTER_RATIO ? Math.max(own, interval) + OWN_POLL_GRACE_MS : interval',
    put: 'interval / 2',
  },
  {
    name: 'polling goes on while live',
    file: 'polling/policy.ts',
    find: 'told && !owed ? safetyMs(mode, options) : pollEveryMs(mode, options)',
    put: 'pollEveryMs(mode, options)',
  },
  {
    name: 'no safety refetch',
    file: 'polling/policy.ts',
    find: 'if (told && !owed && !mode.visible) return false',
    put: 'if (told && !owed) return false',
  },
  {
    name: 'no polling while not live',
    file: 'polling/policy.ts',
    find: "if (!mayPoll(mode) || mode.backend === 'away') return false",
    put: "if (mode.status !== 'live' || mode.backend === 'away') return false",
  },
  {
    name: 'a change of state does not reach the poller',
    file: 'polling/poller.ts',
    find: '[mode.subscribe(replan), host.onReplan(replan), host.onAnswer(replan)]',
    put: '[host.onReplan(replan), host.onAnswer(replan)]',
  },
  {
    name: 'a failed fetch is never made up for while live',
    file: 'polling/policy.ts',
    find: "return state.isInvalidated || state.status !== 'success'",
    put: 'return false',
  },
  {
    name: 'an event without its scope is dropped',
    file: 'invalidation/windows.ts',
    find: '      const entry = known.at(key)\n',
    put: '      if (key.length < 2) return\n      const entry = known.at(key)\n',
  },
  {
    name: 'keys are compared by their text joined',
    file: 'invalidation/match.ts',
    find: 'return matches(key, prefix)',
    put: "return key.join('|') === prefix.join('|')",
    and: [
      {
        find: '  for (const part of key) {\n',
        put: "  if (key.length > 0) return key.join('|')\n  for (const part of key) {\n",
      },
    ],
  },
  {
    name: 'a timer outlives the end',
    file: 'polling/poller.ts',
    find: '      plan.close()\n',
    put: '',
  },
  {
    name: 'the families of a refused table are not polled',
    file: 'invalidation/families.ts',
    find: '  if (refused.length === 0) return refused\n',
    put: '  if (refused.length >= 0) return []\n',
  },
  {
    name: 'the breaker never closes',
    file: 'polling/breaker.ts',
    find: "      case 'answered':\n      case 'online':\n        return [closed(state, now)]",
    put: "      case 'answered':\n      case 'online':\n        return [state.name === 'closed' ? closed(state, now) : state]",
  },
  {
    name: 'the breaker never opens',
    file: 'polling/breaker.ts',
    find: 'if (failures < FAILURES_TO_TRIP) return',
    put: 'if (failures < 1_000_000) return',
  },
  {
    name: 'a commit told twice is two',
    file: 'invalidation/hearing.ts',
    find: '      if (heard.has(known)) return false\n',
    put: '',
  },
]
