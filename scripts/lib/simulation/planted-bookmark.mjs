/** @typedef {import('./planted.mjs').Mutant} Mutant */

/** @type {readonly Mutant[]} */
export const plantedInBookmark = [
  {
    name: 'a log is trusted for a cursor that was kept',
    file: 'log/state.ts',
    find: 'return cursor !== undefined && knownAt > -Infinity',
    put: 'return cursor !== undefined',
  },
  {
    name: 'a bookmark that comes after the proof closes its gap',
    file: 'log/machine.ts',
    find: "gap: before.push === 'live' ? 'open' : 'closed',",
    put: "gap: 'closed',",
  },
  {
    name: 'data older than a bookmark is taken for fresh',
    file: 'log/machine.ts',
    find: "  else if (state.knownAt === -Infinity) effects.push({ type: 'resumed' })\n",
    put: '',
  },
  {
    name: 'a bookmark is taken while something is dirty',
    file: 'log/bookmarking.ts',
    find: 'if (followed.isRouted() && isMarked())',
    put: 'if (followed.isRouted() || isMarked())',
  },
  {
    name: 'a bookmark is taken while something is in flight',
    file: 'log/bookmarking.ts',
    find: "query.state.fetchStatus !== 'idle' && refetcher.isOwed(query)",
    put: "query.state.fetchStatus === 'paused' && refetcher.isOwed(query)",
  },
  {
    name: 'a bookmark is taken of what is held',
    file: 'log/bookmarking.ts',
    find: 'scope === undefined || router.isHolding()) return',
    put: 'scope === undefined) return',
  },
  {
    name: 'a bookmark is taken of what was held for work that is not over',
    file: 'invalidation/holds.ts',
    find: 'unreleased.size > 0',
    put: 'holds.size > 0',
  },
  {
    name: 'a bookmark that comes after a refusal is believed',
    file: 'log/log-part.ts',
    find: 'cursor === undefined && !left',
    put: 'cursor === undefined',
  },
  {
    name: 'what was vouched for before a refusal is vouched for after it',
    file: 'log/machine.ts',
    find: 'knownAt: -Infinity, cursor: undefined, refusals',
    put: 'cursor: undefined, refusals',
  },
  {
    name: 'a bookmark moves on without a cache that has left',
    file: 'log/bookmarking.ts',
    find: 'router.isClean() && areAllHere()',
    put: 'router.isClean()',
  },
  {
    name: 'what was kept for one user is restored to another',
    file: 'log/with-bookmark.ts',
    find: 'return userId === undefined || userId === (await signedInUser(auth)) ? client : undefined',
    put: 'return client',
  },
  {
    name: 'who resumes fetches everything',
    file: 'log/log-part.ts',
    find: 'cursor: isKept ? kept?.cursor : undefined',
    put: 'cursor: undefined',
  },
]
